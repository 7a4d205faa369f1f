"""What the template tags write, asked through templates as pages use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from linli.ui.icons import ICONS


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def draw(source, **context):
    return Template(source).render(Context(context))


class Form(forms.Form):
    title = forms.CharField(label="事情", help_text="一句话", max_length=40)
    words = forms.CharField(label="说明", required=False, max_length=500, widget=forms.Textarea)
    kind = forms.ChoiceField(label="类别", choices=[("light", "路灯")])
    solved = forms.ChoiceField(
        label="解决了吗", choices=[("yes", "解决了"), ("no", "没有")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="同意")

    def clean(self):
        if "title" in self.data and self.data["title"] == "重复":
            raise forms.ValidationError("这件事刚刚报过。")


def test_every_icon_is_drawn_and_silent():
    for name in ICONS:
        drawn = draw("{% icon name %}", name=name)
        assert 'aria-hidden="true"' in drawn
        assert ICONS[name] in drawn


def test_an_unknown_icon_is_a_mistake_of_the_page():
    with pytest.raises(TemplateSyntaxError):
        draw('{% icon "unicorn" %}')


def test_a_pill_has_word_and_shape_and_escapes():
    drawn = draw('{% pill "late" word %}', word="<b>超期")
    assert "&lt;b&gt;超期" in drawn
    assert ICONS["alert"] in drawn
    assert "pill-late" in drawn


def test_due_takes_the_countys_own_words(now):
    drawn = draw(
        '{% due at now words "soon" %}', at=now + timedelta(days=3), now=now, words="余 2 工作时"
    )
    assert "余 2 工作时" in drawn
    assert "due-soon" in drawn
    assert 'title="周四 3月5日 09:00"' in drawn


def test_nothing_due_draws_nothing(now):
    assert draw("{% due at now %}", at=None, now=now) == ""


@pytest.mark.parametrize(("used", "width"), [(0.5, "50"), (1.4, "100"), (-1, "0"), (0.333, "33.3")])
def test_a_clock_is_a_drawing_never_a_style(used, width):
    drawn = draw('{% clock_bar "签收" "余 2 工作时" used "soon" %}', used=used)
    assert f'width="{width}"' in drawn
    assert "style=" not in drawn


def test_a_field_links_help_and_error():
    form = Form({"title": ""})
    drawn = draw("{% field form.title %}", form=form)
    assert 'for="id_title"' in drawn
    assert 'aria-describedby="id_title-help id_title-error"' in drawn
    assert 'id="id_title-help"' in drawn
    assert 'id="id_title-error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_right_field_is_not_called_wrong():
    drawn = draw("{% field form.title %}", form=Form({"title": "路灯"}))
    assert "aria-invalid" not in drawn
    assert 'aria-describedby="id_title-help"' in drawn


def test_optional_is_said_and_long_answers_count():
    drawn = draw("{% field form.words %}", form=Form())
    assert "（可不填）" in drawn
    assert 'data-count-for="id_words"' in drawn
    assert 'rows="4"' in drawn


def test_choices_are_a_fieldset_of_rows():
    drawn = draw("{% field form.solved %}", form=Form())
    assert drawn.count('<label class="choice"') == 2
    assert "<legend" in drawn


def test_a_checkbox_has_one_label():
    drawn = draw("{% field form.agree %}", form=Form())
    assert drawn.count("<label") == 1
    assert 'type="checkbox"' in drawn


def test_more_attributes_reach_the_control():
    assert 'autocomplete="tel"' in draw('{% field form.title autocomplete="tel" %}', form=Form())
    assert 'data-key="e"' in draw('{% field form.title data_key="e" %}', form=Form())


def test_the_summary_leads_to_each_field_and_names_what_is_general():
    drawn = draw("{% errors form %}", form=Form({"title": "重复"}))
    assert "这件事刚刚报过。" in drawn
    assert 'href="#id_kind"' in drawn
    assert "类别" in drawn
    assert 'role="alert"' in drawn


def test_no_errors_no_summary():
    form = Form({"title": "路灯", "kind": "light", "solved": "yes", "agree": "on"})
    assert draw("{% errors form %}", form=form).strip() == ""


def test_the_address_keeps_filters_and_returns_to_the_first_page(rf):
    request = rf.get("/work?grid=g1&page=7")
    assert draw('{% query sort="due" %}', request=request) == "?grid=g1&amp;sort=due"
    assert draw('{% query grid="" page=8 %}', request=request) == "?page=8"
    assert draw('{% query grid="" %}', request=request) == "/work"


def test_sorting_turns_round(rf):
    drawn = draw('{% sort_link "due" "时限" %}', request=rf.get("/work?sort=due"))
    assert "?sort=-due" in drawn
    assert "sort-up" in drawn


def test_options_mark_the_chosen_one():
    drawn = draw("{% options pairs chosen %}", pairs=[(1, "一"), (2, "二")], chosen="2")
    assert drawn == '<option value="1">一</option><option value="2" selected>二</option>'


def test_moments_in_templates(now):
    assert draw("{{ at|iso }}", at=now) == "2026-03-02T09:00:00+08:00"
    assert draw("{{ at|day_words }}{{ at|only_day }}", at=None) == ""
    assert draw("{{ at|ago:now }}", at=now - timedelta(minutes=3), now=now) == "3 分钟前"
