"""Why a backup or a restore did not happen. Messages say what was wrong, where, and what to do."""


class BackupRefused(Exception):
    """Nothing was made; nothing is left half."""


class RestoreRefused(Exception):
    """Nothing was put back; the targets are as empty as they were."""
