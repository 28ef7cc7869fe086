"""The cards this app adds to the staff home page."""

from django.utils.translation import gettext_lazy as _

from staff.menu import Card, register


def register_cards() -> None:
    register(Card(_("Jobs"), "staff:jobs", text=_("Letters and exports that you started, and their files.")))
    register(
        Card(_("Audit trail"), "staff:audit", ("fg", "privacy"), _("Who did what, and when. Nobody can change it."))
    )
    register(
        Card(_("People"), "staff:people", ("accounts",), _("Accounts of staff: invite, give and take roles, end."))
    )
    register(Card(_("Where you are logged in"), "staff:places", text=_("Log out where you are not any more.")))
    register(Card(_("Log-in security"), "mfa_index", text=_("Authenticator app, passkeys and recovery codes.")))
