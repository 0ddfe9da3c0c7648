# SPDX-License-Identifier: Apache-2.0
"""The HTML part says what the text says, and nothing in it is markup that somebody typed."""

from __future__ import annotations

from motcua_notification.domain.html import RULE, as_html

TEXT = (
    "Kính gửi Ông/Bà An,\n\nHồ sơ cần:\n- Giấy <b>A</b>: ký & đóng dấu\n  trang 2\n- Giấy B\nXin bổ sung.\n\n"
    "Theo dõi tại: https://motcua.example/ho-so/d1?a=1&b=2."
)


def test_paragraphs_lists_and_links_in_both_languages() -> None:
    page = as_html(TEXT + RULE + "Dear An,\n\nSee https://motcua.example/x, please.")
    assert '<div lang="vi"><p>Kính gửi Ông/Bà An,</p><p>Hồ sơ cần:</p><ul>' in page
    assert "<li>Giấy &lt;b&gt;A&lt;/b&gt;: ký &amp; đóng dấu<br>trang 2</li><li>Giấy B</li></ul>" in page
    assert "<p>Xin bổ sung.</p>" in page
    address = "https://motcua.example/ho-so/d1?a=1&amp;b=2"
    assert f'<a href="{address}">{address}</a>.' in page
    assert '<hr><div lang="en"><p>Dear An,</p>' in page
    assert '<a href="https://motcua.example/x">https://motcua.example/x</a>, please.' in page


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = as_html('<script>x</script> <img src="http://spy.example/p"> javascript:alert(1)' + RULE + "x")
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert 'href="javascript' not in page
    assert '<a href="http://spy.example/p">' in page, "a link that nobody follows by itself"
    assert "style" not in page and "src=" not in page.replace("src=&quot;", "")


def test_text_alone_is_one_part() -> None:
    assert as_html("Một dòng").count("<div") == 1
