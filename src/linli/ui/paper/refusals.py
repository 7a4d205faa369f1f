"""When no paper can be made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, Refused


class NoFont(Refused):
    code = "ui.no_font"
    status = 503
    text = _(
        "这台服务器上没有中文字体，不能生成 PDF。请下载 Word 文档，并请管理员运行 bin/frontend。"
    )


class PictureUnreadable(Invalid):
    code = "ui.picture_unreadable"
    text = _("文档里的一张照片打不开，不能生成文档。")


class UnknownForm(Invalid):
    code = "ui.unknown_form"
    text = _("文档只有 PDF 和 Word 两种格式。")
