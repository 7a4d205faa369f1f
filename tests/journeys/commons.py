"""A county whose residents serve, earn and order: its team, its shop and merchant, its people."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tests.journeys.county import METHODS, County

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.registry import Folder
from linli.matters.stories.scene import area_named
from linli.methods import selectors as method_reads
from linli.methods import services as methods
from linli.organisations import selectors as organisations
from linli.organisations import services as founding
from linli.people import services as people
from linli.resources import selectors as shops
from linli.resources import services as resources
from linli.resources.models import LentCopy
from linli.resources.terms import NewOffer, NewPlace, NewTitle
from linli.volunteering import services as volunteering

COMMUNITY = "炉峰社区"
GOODS = (
    NewOffer("食盐", "一袋 400 克。", 500, "便民商店", "每天", worth=250),
    NewOffer("毛巾", "纯棉。", 300, "便民商店", "每天", worth=500),
    NewOffer("大米", "五斤装。", 120, "便民商店", "每天", worth=1500, each=4),
    NewOffer("雨伞", "折叠。", 40, "便民商店", "每天", worth=2000),
)
CLASSES = NewOffer("寒假书法课", "一节一小时。", 400, "便民商店", "周六上午", minutes=60)
SOON = ("months = 24", "months = 3")  # so that points expire within a year


class Commons:
    """`people` have accounts of phones only; `clerk` and `other` decide at the community, `seller`
    stands at the counter, `signer` signs settlements. `stock` is what each offer began with."""

    def __init__(self, county: County, count: int) -> None:
        self.county, self.begins = county, county.world.now
        self._publish()
        self.area = area_named(COMMUNITY)
        county.place(COMMUNITY, "青云小区", "青云1格")
        county.people(
            *((who, COMMUNITY, "社区") for who in ("李社区", "张社区", "陈社区")),
            ("刘镇长", self._town(), "乡镇"),
        )
        self.clerk, self.other, third = (self.actor(who) for who in ("李社区", "张社区", "陈社区"))
        self.signer = self.actor("刘镇长")
        self.team = self._found("team-1", "志愿服务队", "护学志愿服务队")
        self.merchant = self._found("mart-1", "商户", "炉峰便民商店")
        county.people(("林店员", "炉峰便民商店", "商户"))
        self.seller = self.actor("林店员")
        self.stock: dict[UUID, int] = {}
        self.offers = [self._offer(new, third) for new in (*GOODS, CLASSES)]
        self.people = [
            people.remember(phone=f"136{number:08d}", actor=SYSTEM, now=self.begins)
            for number in range(count)
        ]
        self.copies = self._shelf()
        self.families = [self._family(number) for number in range(count // 10)]

    def _publish(self) -> None:
        """The shipped method, with points that expire sooner."""
        files = dict(method_reads.read_folder(METHODS / "taining").files)
        written = files["points.toml"].decode()
        assert SOON[0] in written
        files["points.toml"] = written.replace(*SOON).encode()
        files["method.toml"] = files["method.toml"].replace(b'revision = "', b'revision = "year.')
        methods.load(folder=Folder(files), actor=SYSTEM, now=self.begins)

    def _town(self) -> str:
        from linli.territory import selectors as territory

        above = territory.ancestor(self.area.id, "town")
        assert above is not None
        return above.name

    def actor(self, who: str) -> Actor:
        account = self.county.world.things[f"account:{who}"]
        return organisations.actor_for(account, via="test", now=self.begins)

    def _found(self, key: str, kind: str, name: str) -> UUID:
        founding.found(
            key=key, kind=kind, name=name, area_id=self.area.id, actor=SYSTEM, now=self.begins
        )
        return organisations.unit(key).id

    def _offer(self, new: NewOffer, judge: Actor) -> UUID:
        mine = next(
            one.key for one in shops.sellers(self.seller) if one.name.startswith("炉峰便民商店")
        )
        made = resources.offer(seller=mine, new=new, actor=self.seller, now=self.begins)
        resources.judge_offer(offer_id=made, show=True, actor=judge, now=self.begins)
        self.stock[made] = new.stock
        return made

    def _shelf(self) -> list[UUID]:
        """Umbrellas that are lent for a deposit, at a place of the community."""
        office = organisations.unit_at(self.area.id, "社区居委会")
        assert office is not None
        place = resources.set_up_place(
            new=NewPlace("炉峰党群服务中心", ("service_centre",), self.area.id, office.id),
            actor=self.clerk,
            now=self.begins,
        )
        title = resources.add_title(
            new=NewTitle("things", "雨伞"), place_id=place, copies=12, actor=self.clerk,
            now=self.begins,
        )  # fmt: skip
        return list(LentCopy.objects.filter(title_id=title).values_list("pk", flat=True))

    def _family(self, number: int) -> tuple[UUID, UUID]:
        """(who gives, the link to whoever agreed to be given hours)."""
        giver, receiver = self.people[number], f"136{number + 50:08d}"
        link = volunteering.ask_family(
            person=giver, phone=receiver, relation="spouse", actor=SYSTEM, now=self.begins
        )
        volunteering.answer_family(
            link_id=link, person=self.people[number + 50], agree=True, actor=SYSTEM,
            now=self.begins,
        )  # fmt: skip
        return giver, link

    def settle(self, now: datetime) -> None:
        """The community draws up what the merchant handed out, the town signs it; the shelves are
        filled again."""
        until = local(now - timedelta(days=1)).date()
        drawn = resources.draw_batch(
            shop="shop", organisation_id=self.merchant, until=until, actor=self.clerk, now=now
        )
        resources.sign_batch(batch_id=drawn, actor=self.signer, now=now)
        for offer, new in zip(self.offers, (*GOODS, CLASSES), strict=True):
            resources.restock(offer_id=offer, change=new.stock, actor=self.seller, now=now)
            self.stock[offer] += new.stock
