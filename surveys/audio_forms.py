"""What staff send about sound: a recording, a zip of them, a native speaker's word for a voice."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST_RECORDING, LARGEST_ZIP = 20_000_000, 20_000_000
"""Bytes. The proxy in front takes no larger request."""


def _not_larger(file: UploadedFile, limit: int) -> UploadedFile:
    if file.size is None or file.size > limit:
        raise forms.ValidationError(
            _("The file is larger than %(limit)s MB. Send smaller files, or use the command on the server."),
            params={"limit": limit // 1_000_000},
        )
    return file


class RecordingForm(forms.Form):
    file = forms.FileField(label=_("Recording (WAV, MP3, OGG, Opus or FLAC)"))
    voice = forms.CharField(label=_("Who speaks (may stay empty)"), max_length=120, required=False)

    def clean_file(self) -> UploadedFile:
        return _not_larger(self.cleaned_data["file"], LARGEST_RECORDING)


class ZipForm(forms.Form):
    file = forms.FileField(label=_("Zip with recordings, named after the recording script"))
    voice = forms.CharField(label=_("Who speaks (may stay empty)"), max_length=120, required=False)

    def clean_file(self) -> UploadedFile:
        return _not_larger(self.cleaned_data["file"], LARGEST_ZIP)


class SignOffForm(forms.Form):
    name = forms.CharField(label=_("Name of the native speaker"), max_length=120)
    sure = forms.BooleanField(
        label=_("This person grew up with the language, listened to the samples, and finds the voice clear enough")
    )
