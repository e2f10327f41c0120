"""The blueprint that advocacy's pages register on."""

from flask import Blueprint

pages = Blueprint("advocacy", __name__)
