"""Masking what points at a person: numbers, plates, names in address, doors."""

from __future__ import annotations

import re
import unicodedata

from linli.publicity.terms import Masked

STARS = "***"

# The commonest family names of the mainland (公安部 2020 全国姓名报告, and compound ones).
_FAMILY = (
    "(?:欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边])"
)
_CALLED = (
    "先生|女士|小姐|太太|阿姨|大爷|大妈|大叔|大娘|大伯|大嫂|奶奶|爷爷|老人|老师|师傅|同志|同学"
)
_LABEL = "姓名|联系人|户主|业主|房东|租户|租客|当事人|投诉人|报事人|申请人|我叫|名叫|本人"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), put)
    for pattern, put in (
        # citizens' numbers (GB 11643: 17 digits and a check character; the old form has 15)
        (r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])", STARS),
        (r"(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)", STARS),  # bank cards, 16 to 19 digits
        (r"(?<!\d)\d{15}(?!\d)", STARS),
        (r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", STARS),  # mobiles
        (r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)", STARS),  # landlines
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", STARS),
        (r"((?:微信号?|QQ号?|wechat)\s*[:：是]?\s*)[a-z0-9][a-z0-9_-]{4,19}", r"\1" + STARS),
        # plates: the province and the city's letter stay
        (rf"([{_PROVINCE}][A-Z])[·.\s-]?[A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]", r"\1" + STARS),
        # doors: estate and building stay
        (
            (
                r"((?:栋|幢|号楼|座|梯)\s*(?:[0-9一二三四五六七八九十]{1,3}\s*(?:单元|梯))?\s*)"
                r"(?<!\d)\d{3,4}(?:室|房|户|号)?(?!\d)"
            ),
            r"\1" + STARS,
        ),
        (r"((?:单元)\s*)\d{3,4}(?:室|房|户|号)?(?!\d)", r"\1" + STARS),
        (r"(?<!\d)\d{3,4}(室|房间|房)(?!\d)", STARS + r"\1"),
        (r"(?<![\d-])\d{1,3}-(?:\d{1,2}-)?\d{3,4}(?![\d-])", STARS),
        (r"([路街巷弄村组社])\s*\d{1,4}(?:-\d{1,4})?号(?![楼线文])", r"\1" + STARS + "号"),
        # names: after a label, or before a form of address
        (rf"((?:{_LABEL})\s*[:：是为]?\s*)({_FAMILY})[\u4e00-\u9fff]{{1,2}}", r"\1\2○○"),
        (rf"({_FAMILY})[\u4e00-\u9fff]{{1,2}}?({_CALLED})", r"\1○○\2"),
    )
)


def mask_text(text: str) -> Masked:
    """Phones, numbers of citizens and bank cards, plates, mail and chat names, door numbers, and
    names in address or after a label. Full-width digits count as digits. Errs on the side of
    hiding; a bare name in running text is not found, so somebody must read before it is shown.
    """
    shown = "".join(
        unicodedata.normalize("NFKC", char) if char.isalnum() or char in "－＠" else char
        for char in text
    )
    hidden = 0
    for pattern, put in _RULES:
        shown, count = pattern.subn(put, shown)
        hidden += count
    return Masked(shown, hidden)
