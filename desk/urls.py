"""The agents' addresses; a verb's is named as the verb."""

from django.urls import path

from .views import (
    agreeing,
    bulk,
    capturing,
    case_list,
    consulting,
    customer,
    deciding,
    holding,
    ladder,
    moving,
    next_ticket,
    offered,
    process,
    properties,
    queue,
    reports,
    searching,
    settling,
    ticket,
    time_held,
    vendor_cases,
    writing,
)

VERBS = {
    "draft": ticket.draft,
    "reply": writing.reply,
    "note": writing.note,
    "log_call": writing.log_call,
    "log_step": writing.log_step,
    "wait_for_vendor": writing.wait_for_vendor,
    "open_vendor_case": vendor_cases.open_vendor_case,
    "wait_for_requester": settling.wait_for_requester,
    "plan": settling.plan,
    "agree_news": agreeing.agree_news,
    "set_due": agreeing.set_due,
    "clear_due": agreeing.clear_due,
    "pin_tier": agreeing.pin_tier,
    "set_requester": agreeing.set_requester,
    "merge": agreeing.merge,
    "unmerge": agreeing.unmerge,
    "tick_process": process.tick_process,
    "resume": settling.resume,
    "resolve": settling.resolve,
    "reopen": settling.reopen,
    "close": settling.close,
    "assign": moving.assign,
    "take": moving.take,
    "release": moving.release,
    "decline": next_ticket.decline,
    "hand_over": moving.hand_over,
    "accept": moving.accept,
    "give_back": moving.give_back,
    "take_back": moving.take_back,
    "decide_urgency": deciding.decide_urgency,
    "acknowledge": holding.acknowledge,
    "hold": holding.hold,
    "unhold": holding.unhold,
    "consult": consulting.consult,
    "answer_consultation": consulting.answer_consultation,
    "classify": properties.classify,
    "set_priority": properties.set_priority,
}
OF_VENDOR_CASES = ["update_vendor_case", "add_vendor_step", "owe", "settle", "confirm_work", "close_vendor_case"]
OF_VENDOR_CASES += ["chase_vendor", "tell_requester_of_vendor", "write_to_vendor", "refuse_done", "unconfirm_work"]
OF_VENDOR_STEPS = ["change_vendor_step", "agree_to_step", "finish_vendor_step", "visit"]

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tickets/<int:number>/", ticket.ticket, name="ticket"),
    *(path(f"tickets/<int:number>/{verb}/", view, name=verb) for verb, view in VERBS.items()),
    path("tickets/<int:number>/ladder/", ladder.ladder, name="ladder"),
    path("tickets/<int:number>/vendor_cases/", vendor_cases.vendor_cases, name="vendor_cases"),
    *(
        path(f"tickets/<int:number>/vendor_cases/<int:case>/{verb}/", getattr(vendor_cases, verb), name=verb)
        for verb in OF_VENDOR_CASES
    ),
    *(
        path(
            f"tickets/<int:number>/vendor_cases/<int:case>/steps/<int:step>/{verb}/",
            getattr(vendor_cases, verb),
            name=verb,
        )
        for verb in OF_VENDOR_STEPS
    ),
    path("vendor_cases/", case_list.all_vendor_cases, name="all_vendor_cases"),
    path("visits/make/", case_list.make_visit_feed, name="make_visit_feed"),
    path("visits/end/", case_list.end_visit_feed, name="end_visit_feed"),
    path("visits/<str:secret>.ics", case_list.visit_feed, name="visit_feed"),
    path("bulk/take/", bulk.take, name="bulk_take"),
    path("bulk/assign/", bulk.assign, name="bulk_assign"),
    path("bulk/hand_over/", bulk.hand_over, name="bulk_hand_over"),
    path("reports/hand_overs/", reports.hand_overs, name="report_hand_overs"),
    path("reports/pauses/", reports.pauses, name="report_pauses"),
    path("next/", next_ticket.next_ticket, name="next_ticket"),
    path("offered/", offered.offered, name="offered"),
    path("new/", capturing.new, name="new"),
    path("new/callers/", capturing.find_caller, name="find_caller"),
    path("new/questions/", capturing.questions, name="questions"),
    path("new/preview/", capturing.preview, name="preview"),
    path("customers/<int:pk>/", customer.customer, name="customer"),
    path("search/", searching.search, name="search"),
    path("time_held/", time_held.time_held, name="time_held"),
    path("time_held/table/", time_held.time_held_table, name="time_held_table"),
    path("time_held/tickets/", time_held.time_held_tickets, name="time_held_tickets"),
]
