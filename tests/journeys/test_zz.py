import time
import pytest
from uuid import uuid4
from tests.journeys import setting as s
pytestmark = pytest.mark.django_db
def test_x(monkeypatch, settings):
    from linli.kernel import clock, versions
    from datetime import datetime, UTC
    from django.db import transaction
    from django.urls import get_resolver, URLPattern, reverse
    monkeypatch.setattr(clock, "_offset", s.NOW - datetime.now(UTC))
    st = s.build()
    from linli.jobs.models import Job
    print(Job.objects.values_list("handler","state").order_by().distinct())
    def walk(patterns, pre="", ns=""):
        for p in patterns:
            if isinstance(p, URLPattern):
                yield ns, p.name, pre+str(p.pattern), p
            else:
                yield from walk(p.url_patterns, pre+str(p.pattern), ns + (p.namespace+":" if p.namespace else ""))
    rows = list(walk(get_resolver().url_patterns))
    ids = {**st.ids, "publication_id": uuid4(), "delivery_id": uuid4(), "channel_id": uuid4(), "session_id": uuid4(), "job_id": Job.objects.first().id, "account_id": st.accounts["grid_out"], "key":"three_orders","face":"staff","name":"chart","pk":1}
    import logging; logging.disable(50)
    roles = ["anonymous","resident","stranger",*s.DUTIES]
    print(" "*44, roles)
    clients = {r: st.client(r) for r in roles}
    for ns,name,pat,p in rows:
        kw = {k: ids[k] for k in p.pattern.converters} if ns+name!="methods:x" else {}
        url = "/"+pat if not kw else reverse(ns+name, kwargs=kw)
        for m in ("get","post"):
            out=[]
            for r in roles:
                with transaction.atomic():
                    ans = getattr(clients[r], m)(url)
                    transaction.set_rollback(True)
                body = b"".join(ans.streaming_content) if ans.streaming else ans.content
                leak = [x for x in (*s.MARKS, str(ids["number"])) if x in body.decode("utf8","replace")]
                out.append(f"{ans.status_code}{'!' if leak else ' '}")
                if ans.status_code>=500:
                    print("   5xx", r, ans.exc_info[1] if getattr(ans,'exc_info',None) else '')
            print(f"{ns+name:32s}{m:5s}", " ".join(out), flush=True)
