"""XLSForm workbooks in and out: a study's document ↔ the bytes of an .xlsx file. Pure; docs/xlsform.md explains it."""

from surveys.xlsform.imported import Imported, read_workbook
from surveys.xlsform.workbook import write_workbook

__all__ = ["Imported", "read_workbook", "write_workbook"]
