"""What a request may bring in files. Counted while it streams: what is too much is dropped, never kept to be measured.

Everything else the form held is read as usual, so a person who attached too much loses nothing he wrote.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.text import clean_file_name

FILE_LIMIT = 25 * 1024 * 1024  # bytes
MESSAGE_LIMIT = 50 * 1024 * 1024  # bytes, all files of one message
FILES_LIMIT = 100  # of one message

TOO_LARGE = _("“%(name)s” is larger than %(limit)s. Leave it out, or share it another way.")
TOO_LARGE_TOGETHER = _("With “%(name)s” the files are larger than %(limit)s together. Send them in several messages.")
TOO_MANY = _("“%(name)s” is one file too many: a message takes 100. Send them in several messages.")


class Allowance:
    """Counts the files of one message. Each method returns a sentence to refuse with, or None."""

    def __init__(self):
        self.files = self.message_bytes = self.file_bytes = 0
        self.name = ""

    def begin(self, name):
        self.name, self.file_bytes = clean_file_name(name), 0
        self.files += 1
        return TOO_MANY % {"name": self.name} if self.files > FILES_LIMIT else None

    def add(self, size):
        self.file_bytes += size
        self.message_bytes += size
        if self.file_bytes > FILE_LIMIT:
            return TOO_LARGE % {"name": self.name, "limit": filesizeformat(FILE_LIMIT)}
        if self.message_bytes > MESSAGE_LIMIT:
            return TOO_LARGE_TOGETHER % {"name": self.name, "limit": filesizeformat(MESSAGE_LIMIT)}
        return None


class RefusedUpload(UploadedFile):
    """Stands in a form for a file that was too much; `refusal` is the sentence to say."""

    def __init__(self, name, refusal):
        super().__init__(file=None, name=name, size=0)
        self.refusal = refusal


class LimitedUploads(FileUploadHandler):
    """Stands before Django's own handlers and lets through what the allowance lets through."""

    def __init__(self, request=None):
        super().__init__(request)
        self.allowance = Allowance()

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.refusal = self.allowance.begin(self.file_name)

    def receive_data_chunk(self, raw_data, start):
        if self.refusal is None:
            self.refusal = self.allowance.add(len(raw_data))
            if self.refusal is not None:  # what was dropped counts no longer against the others
                self.allowance.message_bytes -= self.allowance.file_bytes
        return None if self.refusal else raw_data

    def file_complete(self, file_size):
        return RefusedUpload(self.file_name, self.refusal) if self.refusal else None


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """The attachments of a form: a list, empty where nothing was attached. Too much is the form's own error."""

    widget = FilesInput

    def __init__(self, **options):
        super().__init__(**{"required": False, "label": _("Attachments"), **options})

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if refusals := [upload.refusal for upload in uploads if isinstance(upload, RefusedUpload)]:
            raise ValidationError([ValidationError(refusal, code="too_much") for refusal in refusals])
        return uploads
