from django.urls import path

from .views import asking, cases, home, profile, report, ticket, tickets

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("language/", home.language, name="language"),
    path("profile/", profile.profile, name="profile"),
    path("report/", report.new, name="new"),
    path("report/times/", report.times, name="times"),
    path("report/questions/", report.questions, name="questions"),
    path("report/<str:about>/", report.new, name="new_about"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("t/<int:number>/", ticket.ticket, name="ticket"),
    path("t/<int:number>/sent/", report.sent, name="sent"),
    path("t/<int:number>/reply/", ticket.reply, name="reply"),
    path("t/<int:number>/visits/<int:step>/", ticket.visit, name="visit"),
    path("t/<int:number>/resolve/", ticket.resolve, name="resolve"),
    path("t/<int:number>/reopen/", ticket.reopen, name="reopen"),
    path("t/<int:number>/close/", ticket.close, name="close"),
    path("t/<int:number>/object/", asking.object_to_wait, name="object_to_wait"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:case>/", cases.case, name="case"),
    path("cases/<int:case>/numbers/", cases.give_numbers, name="case_numbers"),
    path("cases/<int:case>/promise/", cases.promise, name="case_promise"),
    path("cases/<int:case>/propose/", cases.propose, name="case_propose"),
    path("cases/<int:case>/write/", cases.write, name="case_write"),
    path("cases/<int:case>/done/", cases.say_done, name="case_done"),
    path("cases/<int:case>/files/<uuid:key>/", cases.file, name="case_file"),
    path("cases/<int:case>/steps/<int:step>/agree/", cases.agree_step, name="case_agree"),
    path("cases/<int:case>/steps/<int:step>/move/", cases.move_step, name="case_move"),
    path("cases/<int:case>/steps/<int:step>/done/", cases.finish_step, name="case_step_done"),
    path("cases/<int:case>/steps/<int:step>/visit/", cases.visit, name="case_visit"),
    path("t/<int:number>/urgent/", asking.ask_urgency, name="ask_urgency"),
]
