"""Files that people bring: payments as a finance system exports them."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

PAID = (("记-2023-11-018", "2023-11-06", 0.123456), ("记-2023-11-021", "2023-11-09", 0.08))
"""Number, day and amount in ten thousand yuan of each payment."""


def payments(path: Path) -> Path:
    """A workbook with titles, a header of two lines, a sum, a signature, and amounts in 万元."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("支出明细")
        page.merge_range("A1:F1", "部门预算支出明细表")
        page.merge_range("A2:D2", "编制单位：广州市人民政府驻北京办事处")
        page.merge_range("E2:F2", "单位：万元")
        for at, word in ((0, "凭证号"), (1, "支付日期"), (4, "摘要"), (5, "支付金额")):
            page.merge_range(2, at, 3, at, word)
        page.merge_range("C3:D3", "项目")
        page.write_row(3, 2, ["编码", "名称"])
        for at, (number, day, amount) in enumerate(PAID, 4):
            page.write_row(at, 0, [number, day, "P01", "在京公务接待保障", "接待用餐", amount])
        page.merge_range("A7:E7", "合计")
        page.write(6, 5, sum(each[2] for each in PAID))
        page.write("A8", "制表人：张三")
    return path
