"""Who gets which answer at which address. An address or a person that stands in neither table fails test_matrix."""

# What each kind of address is to each person.
#   in       he gets the address's own answer, see below
#   login    he is sent to the sign-in, a piece of a page answers 401
#   404 403  the answer, whatever the method
#   gone     404, as what never was; a method the address does not take is 405 for him as for everybody
#   desk …   he is sent there
PAGES = """
                  | public | person | reporter | home  | mine | writer | reader | file  | desk | worked | lead | party | given
nobody            | in     | login  | login    | login | login| login  | login  | login | login| login  | login| login | login
deactivated       | in     | login  | login    | login | login| login  | login  | login | login| login  | login| login | login
requester         | in     | in     | in       | in    | in   | in     | in     | in    | 404  | 404    | 404  | 404   | 404
colleague         | in     | in     | in       | in    | gone | gone   | gone   | gone  | 404  | 404    | 404  | 404   | 404
manager           | in     | in     | in       | in    | gone | in     | in     | in    | 404  | 404    | 404  | 404   | 404
own IT            | in     | in     | in       | in    | gone | gone   | gone   | gone  | 404  | 404    | 404  | in    | gone
vendor            | in     | in     | 403      | cases | gone | gone   | gone   | gone  | 404  | 404    | 404  | in    | in
foreign requester | in     | in     | in       | in    | gone | gone   | gone   | gone  | 404  | 404    | 404  | 404   | 404
foreign manager   | in     | in     | in       | in    | gone | gone   | gone   | gone  | 404  | 404    | 404  | 404   | 404
foreign vendor    | in     | in     | 403      | cases | gone | gone   | gone   | gone  | 404  | 404    | 404  | in    | gone
agent             | in     | in     | 403      | desk  | gone | gone   | desk   | in    | in   | in     | 404  | 404   | 404
foreign agent     | in     | in     | 403      | desk  | gone | gone   | gone   | gone  | in   | gone   | 404  | 404   | 404
agent of all      | in     | in     | 403      | desk  | gone | gone   | desk   | in    | in   | in     | 404  | 404   | 404
SLA administrator | in     | in     | 403      | admin | gone | gone   | gone   | gone  | 404  | 404    | 404  | 404   | 404
administrator     | in     | in     | 403      | admin | gone | gone   | gone   | gone  | 404  | 404    | 404  | 404   | 404
"""
# Here a method the address does not take is 405 before anybody is looked at.
METHOD_FIRST = {"public", "person", "reporter", "home", "mine", "writer", "reader", "party", "given"}

# The address's own answer to each method without any content, by a page and by htmx. The ticket waits for a vendor and
# is offered to another team.
ANSWERS = """
name                                 | kind     | GET | POST | POST by htmx
healthz                              | public   | 200 | 200  | 200
set_language                         | public   | 302 | 302  | 302
account_login                        | guest    | 200 | 200  | 200
account_signup                       | guest    | 200 | 200  | 200
account_logout                       | person   | 200 | 302  | 302
account_inactive                     | public   | 200 | 405  | 405
account_reauthenticate               | person   | 200 | 200  | 200
account_change_password              | person   | 200 | 200  | 200
account_reset_password               | public   | 200 | 200  | 200
account_reset_password_done          | public   | 200 | 405  | 405
account_reset_password_from_key      | public   | 200 | 200  | 200
account_reset_password_from_key_done | public   | 200 | 405  | 405
attachment                           | file     | 200 | 405  | 405

portal:home                          | home     | 200 | 405  | 405
portal:language                      | public   | 405 | 302  | 302
portal:profile                       | person   | 200 | 200  | 200
portal:new                           | reporter | 200 | 422  | 422
portal:new_about                     | reporter | 200 | 422  | 422
portal:times                         | person   | 405 | 200  | 200
portal:questions                     | person   | 405 | 200  | 200
portal:tickets                       | person   | 200 | 405  | 405
portal:ticket                        | reader   | 200 | 405  | 405
portal:sent                          | mine     | 200 | 405  | 405
portal:reply                         | writer   | 405 | 422  | 422
portal:visit                         | writer   | 200 | 405  | 405
portal:resolve                       | writer   | 405 | 302  | 302
portal:reopen                        | writer   | 405 | 302  | 302
portal:close                         | writer   | 405 | 302  | 302
portal:object_to_wait                | writer   | 405 | 302  | 302
portal:ask_urgency                   | writer   | 405 | 422  | 422
portal:cases                         | party    | 200 | 405  | 405
portal:case                          | given    | 200 | 405  | 405
portal:case_numbers                  | given    | 405 | 302  | 302
portal:case_promise                  | given    | 405 | 422  | 422
portal:case_propose                  | given    | 405 | 422  | 422
portal:case_write                    | given    | 405 | 422  | 422
portal:case_done                     | given    | 405 | 302  | 302
portal:case_file                     | given    | 200 | 405  | 405
portal:case_agree                    | given    | 405 | 302  | 302
portal:case_move                     | given    | 405 | 422  | 422
portal:case_step_done                | given    | 405 | 302  | 302
portal:case_visit                    | given    | 200 | 405  | 405

desk:queue                           | desk     | 200 | 405  | 405
desk:offered                         | desk     | 200 | 405  | 405
desk:report_hand_overs               | lead     | 200 | 405  | 405
desk:report_pauses                   | lead     | 200 | 405  | 405
desk:next_ticket                     | desk     | 405 | 302  | 302
desk:all_vendor_cases                | desk     | 200 | 405  | 405
desk:make_visit_feed                 | desk     | 405 | 200  | 200
desk:end_visit_feed                  | desk     | 405 | 302  | 302
desk:visit_feed                      | public   | 404 | 405  | 405
desk:search                          | desk     | 200 | 405  | 405
desk:new                             | desk     | 200 | 422  | 422
desk:find_caller                     | desk     | 200 | 405  | 405
desk:questions                       | desk     | 200 | 405  | 405
desk:preview                         | desk     | 200 | 405  | 405
desk:bulk_take                       | desk     | 405 | 302  | 200
desk:bulk_assign                     | desk     | 405 | 200  | 200
desk:bulk_hand_over                  | desk     | 405 | 200  | 200
desk:time_held                       | lead     | 200 | 405  | 405
desk:time_held_table                 | lead     | 200 | 405  | 405
desk:time_held_tickets               | lead     | 404 | 405  | 405
desk:customer                        | worked   | 200 | 405  | 405
desk:ticket                          | worked   | 200 | 405  | 405
desk:draft                           | worked   | 405 | 422  | 422
desk:reply                           | worked   | 302 | 422  | 422
desk:note                            | worked   | 302 | 422  | 422
desk:log_call                        | worked   | 302 | 422  | 422
desk:log_step                        | worked   | 302 | 422  | 422
desk:wait_for_vendor                 | worked   | 302 | 422  | 422
desk:vendor_cases                    | worked   | 200 | 405  | 405
desk:open_vendor_case                | worked   | 200 | 422  | 422
desk:update_vendor_case              | worked   | 200 | 422  | 422
desk:add_vendor_step                 | worked   | 200 | 422  | 422
desk:owe                             | worked   | 200 | 422  | 422
desk:settle                          | worked   | 405 | 302  | 200
desk:confirm_work                    | worked   | 405 | 302  | 200
desk:close_vendor_case               | worked   | 200 | 302  | 200
desk:chase_vendor                    | worked   | 200 | 422  | 422
desk:tell_requester_of_vendor        | worked   | 200 | 422  | 422
desk:write_to_vendor                 | worked   | 200 | 422  | 422
desk:refuse_done                     | worked   | 200 | 422  | 422
desk:unconfirm_work                  | worked   | 405 | 302  | 200
desk:agree_to_step                   | worked   | 405 | 302  | 200
desk:change_vendor_step              | worked   | 200 | 422  | 422
desk:finish_vendor_step              | worked   | 405 | 302  | 200
desk:visit                           | worked   | 200 | 405  | 405
desk:wait_for_requester              | worked   | 200 | 422  | 422
desk:plan                            | worked   | 200 | 422  | 422
desk:agree_news                      | worked   | 200 | 422  | 422
desk:set_due                         | worked   | 200 | 422  | 422
desk:clear_due                       | worked   | 405 | 404  | 404
desk:pin_tier                        | worked   | 200 | 422  | 422
desk:set_requester                   | worked   | 200 | 422  | 422
desk:merge                           | worked   | 200 | 422  | 422
desk:unmerge                         | worked   | 405 | 302  | 200
desk:tick_process                    | worked   | 405 | 409  | 409
desk:resume                          | worked   | 405 | 302  | 200
desk:resolve                         | worked   | 200 | 422  | 422
desk:reopen                          | worked   | 200 | 409  | 409
desk:close                           | worked   | 200 | 302  | 200
desk:assign                          | worked   | 200 | 422  | 422
desk:take                            | worked   | 405 | 302  | 200
desk:release                         | worked   | 405 | 302  | 200
desk:decline                         | worked   | 200 | 422  | 422
desk:hand_over                       | worked   | 200 | 422  | 422
desk:accept                          | worked   | 405 | 409  | 409
desk:give_back                       | worked   | 200 | 422  | 422
desk:take_back                       | worked   | 405 | 302  | 200
desk:acknowledge                     | worked   | 200 | 422  | 422
desk:hold                            | worked   | 200 | 422  | 422
desk:unhold                          | worked   | 405 | 404  | 404
desk:ladder                          | worked   | 200 | 405  | 405
desk:consult                         | worked   | 200 | 422  | 422
desk:answer_consultation             | worked   | 200 | 422  | 422
desk:decide_urgency                  | worked   | 200 | 422  | 422
desk:classify                        | worked   | 200 | 404  | 404
desk:set_priority                    | worked   | 200 | 422  | 422
"""

# The API: `read` may look and is refused (403) whatever would change something; nobody else is told more than 401.
# `blind` is `read` where there is nothing he may read.
API = """
                                     | description | signing in | person | reader | worked | promises
nobody                               | in          | in         | 401    | 401    | 401    | 401
deactivated                          | in          | in         | 401    | 401    | 401    | 401
requester                            | in          | in         | in     | in     | gone   | 404
colleague                            | in          | in         | in     | gone   | gone   | 404
manager                              | in          | in         | in     | in     | gone   | 404
vendor                               | in          | in         | in     | gone   | gone   | 404
own IT                               | in          | in         | in     | gone   | gone   | 404
foreign requester                    | in          | in         | in     | gone   | gone   | 404
foreign manager                      | in          | in         | in     | gone   | gone   | 404
foreign vendor                       | in          | in         | in     | gone   | gone   | 404
agent                                | in          | in         | in     | in     | in     | 404
foreign agent                        | in          | in         | in     | gone   | gone   | 404
agent of all                         | in          | in         | in     | in     | in     | 404
SLA administrator                    | in          | in         | in     | gone   | gone   | in
administrator                        | in          | in         | in     | gone   | gone   | in
requester's token, write             | in          | in         | in     | in     | gone   | 404
requester's token, read              | in          | in         | read   | read   | blind  | 404
requester's token, promises          | in          | in         | read   | read   | blind  | 404
agent's token, write                 | in          | in         | in     | in     | in     | 404
agent's token, read                  | in          | in         | read   | read   | read   | 404
agent's token, promises              | in          | in         | read   | read   | read   | 404
foreign agent's token, write         | in          | in         | in     | gone   | gone   | 404
SLA administrator's token, write     | in          | in         | in     | gone   | gone   | read
SLA administrator's token, read      | in          | in         | read   | blind  | blind  | read
SLA administrator's token, promises  | in          | in         | read   | blind  | blind  | in
"""
API_ANSWERS = """
name                    | kind        | GET | POST
api:readable            | description | 200 | 405
api:schema              | description | 200 | 405
api:token               | signing in  | 405 | 400
api:me                  | person      | 200 | 405
api:teams               | person      | 200 | 405
api:services            | person      | 200 | 405
api:organisations       | person      | 200 | 405
api:tickets             | person      | 200 | 400
api:next_ticket         | person      | 405 | 200
api:ticket              | reader      | 200 | 405
api:why                 | reader      | 200 | 405
api:ladder              | worked      | 200 | 405
api:messages            | reader      | 200 | 400
api:attachment          | reader      | 200 | 405
api:attachment_content  | reader      | 200 | 405
api:reply               | reader      | 405 | 400
api:reopen              | reader      | 405 | 409
api:vendor_cases        | worked      | 200 | 400
api:vendor_case_update  | worked      | 405 | 200
api:vendor_case_steps   | worked      | 405 | 400
api:vendor_case_step    | worked      | 405 | 200
api:vendor_case_close   | worked      | 405 | 200
api:all_vendor_cases    | person      | 200 | 405
api:vendor_case_owe     | worked      | 405 | 400
api:vendor_case_settle  | worked      | 405 | 200
api:vendor_case_confirm | worked      | 405 | 200
api:vendor_case_unconfirm | worked    | 405 | 200
api:vendor_case_refuse-done | worked  | 405 | 400
api:vendor_case_chase   | worked      | 405 | 400
api:vendor_case_write   | worked      | 405 | 400
api:vendor_case_tell-requester | worked | 405 | 400
api:classify            | worked      | 405 | 200
api:set-priority        | worked      | 405 | 400
api:assign              | worked      | 405 | 400
api:take                | worked      | 405 | 200
api:release             | worked      | 405 | 200
api:decline             | worked      | 405 | 400
api:note                | worked      | 405 | 400
api:log-call            | worked      | 405 | 400
api:log-step            | worked      | 405 | 400
api:wait-for-requester  | worked      | 405 | 400
api:wait-for-vendor     | worked      | 405 | 400
api:plan                | worked      | 405 | 400
api:agree-news          | worked      | 405 | 400
api:set-due             | worked      | 405 | 400
api:clear-due           | worked      | 405 | 400
api:pin-tier            | worked      | 405 | 400
api:set-requester       | worked      | 405 | 400
api:merge               | worked      | 405 | 400
api:unmerge             | worked      | 405 | 200
api:resume              | worked      | 405 | 200
api:resolve             | worked      | 405 | 400
api:close               | worked      | 405 | 200
api:object-to-wait      | reader      | 405 | 200
api:ask-urgency         | reader      | 405 | 400
api:decide-urgency      | worked      | 405 | 400
api:tick-process        | worked      | 405 | 400
api:hand-over           | worked      | 405 | 400
api:accept              | worked      | 405 | 409
api:give-back           | worked      | 405 | 400
api:take-back           | worked      | 405 | 200
api:consult             | worked      | 405 | 400
api:answer-consultation | worked      | 405 | 400
api:hand_overs          | worked      | 200 | 405
api:consultations       | worked      | 200 | 405
"""

# The API of the promises: the tier of the customer's contract, in force and the default, and its calendar.
PROMISE_ANSWERS = """
name                          | kind     | GET | POST | PUT | PATCH | DELETE
api:calendars                 | promises | 200 | 400  | 405 | 405   | 405
api:calendar                  | promises | 200 | 405  | 405 | 400   | 409
api:calendar_versions         | promises | 405 | 400  | 405 | 405   | 405
api:calendar_withdraw_version | promises | 405 | 409  | 405 | 405   | 405
api:calendar_confirm_year     | promises | 405 | 400  | 405 | 405   | 405
api:calendar_calculate        | promises | 405 | 400  | 405 | 405   | 405
api:tiers                     | promises | 200 | 400  | 405 | 405   | 405
api:tier                      | promises | 200 | 405  | 405 | 200   | 400
api:tier_activations          | promises | 200 | 405  | 405 | 405   | 405
api:tier_versions             | promises | 405 | 201  | 405 | 405   | 405
api:tier_version              | promises | 200 | 405  | 400 | 400   | 409
api:tier_version_preview      | promises | 405 | 200  | 405 | 405   | 405
api:tier_version_activate     | promises | 405 | 200  | 405 | 405   | 405
api:tier_version_take_back    | promises | 405 | 409  | 405 | 405   | 405
api:contracts                 | promises | 200 | 400  | 405 | 405   | 405
api:contract                  | promises | 200 | 405  | 405 | 200   | 204
api:contract_move             | promises | 405 | 400  | 405 | 405   | 405
api:contract_activations      | promises | 200 | 405  | 405 | 405   | 405
api:what_ifs                  | promises | 405 | 400  | 405 | 405   | 405
api:what_if                   | promises | 200 | 405  | 405 | 405   | 405
api:what_if_cancel            | promises | 405 | 200  | 405 | 405   | 405
api:what_if_tickets           | promises | 200 | 405  | 405 | 405   | 405
api:audit                     | promises | 200 | 405  | 405 | 405   | 405
"""


def rows_of(table):
    """{first cell: {name of a column: cell}} of a table as above."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines() if line]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


API_ROWS = {**rows_of(API_ANSWERS), **rows_of(PROMISE_ANSWERS)}
