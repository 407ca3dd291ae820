from django.urls import path

from .views import asking, home, profile, report, ticket, tickets

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
    path("t/<int:number>/urgent/", asking.ask_urgency, name="ask_urgency"),
]
