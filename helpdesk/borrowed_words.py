"""Sentences of the libraries whose German is missing, or says "du" where this house says "Sie".

Named here they come into our catalogue, which is asked before those of the libraries.
"""

from django.utils.translation import gettext_noop as _

BORROWED = (
    # Django
    _("Set password: %s"),
    _("Save and add another"),
    _("Save and continue editing"),
    # Django and Django REST framework
    _("Enter a valid URL."),
    _("Enter a valid email address."),
    # Django REST framework
    _("Ensure that there are no more than {max_decimal_places} decimal places."),
    _("Ensure that there are no more than {max_digits} digits in total."),
    _("Ensure that there are no more than {max_whole_digits} digits before the decimal point."),
    _("Ensure this field has at least {min_length} characters."),
    _("Ensure this field has no more than {max_length} characters."),
    _("Ensure this filename has at most {max_length} characters (it has {length})."),
    _("Ensure this value is greater than or equal to {min_value}."),
    _("Ensure this value is less than or equal to {max_value}."),
    _("The submitted data was not a file. Check the encoding type on the form."),
    # django-allauth
    _("Please type your current password."),
    _("You must type the same password each time."),
)
