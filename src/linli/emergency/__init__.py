"""平急转换: one act turns an area to emergency duty, another turns it back, with a report.

Words: plan, emergency, sent (a person seconded to a grid), shift, door, need, criterion, award.
"""
