"""Can the newest migrations run while the old version serves?"""

from django.core.management.base import BaseCommand, CommandError

from staff.migration_rules import all_faults


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Looks for changes of tables that would lock a large table or break the version that still runs."

    def handle(self, **options) -> None:
        found = all_faults()
        for fault in found:
            self.stderr.write(str(fault))
        if found:
            raise CommandError(f"{len(found)} changes cannot be made beside a running site: docs/upgrading.md.")
        self.stdout.write("Every new migration can run beside the old version.")
