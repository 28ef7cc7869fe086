"""The made-up interviews of one edition, by column. Reads only."""

from exports.counting import Data, by_column
from exports.dataset import dataset
from exports.tables_data import beside_variables


class NobodyMadeUp(LookupError):
    """The edition holds no made-up interviews."""


def made_up_data(study: str, edition: int) -> Data:
    """Raises NothingToExport, NobodyMadeUp. People who are not made up are left out."""
    read = dataset(study, edition=edition)
    place = [column.name for column in read.columns].index("synthetic")
    columns = by_column(read.columns, (row for row in read.rows if row[place] == 1))
    if not columns["synthetic"]:
        raise NobodyMadeUp(
            f"Edition {edition} of {study} has no made-up people. Run: simulate {study} --from published"
        )
    return Data(read.definition, columns, synthetic=True, beside=beside_variables(read.definition, read.columns))
