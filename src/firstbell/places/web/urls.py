from __future__ import annotations

from django.urls import path

from firstbell.places.web.views import buildings, names, plans, rooms

app_name = "places"
urlpatterns = [
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/add/", rooms.add, name="add"),
    path("rooms/lookup/", rooms.lookup, name="room_lookup"),
    path("rooms/<uuid:uid>/", rooms.room, name="room"),
    path("rooms/<uuid:uid>/change/", rooms.change, name="room_change"),
    path("rooms/<uuid:uid>/names/", names.give_alias, name="aliases"),
    path("rooms/<uuid:uid>/names/<uuid:alias>/remove/", names.take_alias, name="alias_take"),
    path("rooms/<uuid:uid>/spots/", names.add_spot, name="spots"),
    path("rooms/<uuid:uid>/spots/<uuid:spot>/remove/", names.remove_spot, name="spot_remove"),
    path("rooms/<uuid:uid>/archive/", names.archive, name="room_archive"),
    path("rooms/<uuid:uid>/restore/", names.restore, name="room_restore"),
    path("rooms/<uuid:uid>/merge/", names.merge, name="room_merge"),
    path("rooms/<uuid:uid>/place/", plans.place, name="room_place"),
    path("rooms/<uuid:uid>/unplace/", plans.unplace, name="room_unplace"),
    path("buildings/", buildings.buildings, name="buildings"),
    path("buildings/add/", buildings.add, name="building_add"),
    path("buildings/<uuid:uid>/", buildings.building, name="building"),
    path("buildings/<uuid:uid>/change/", buildings.change, name="building_change"),
    path("buildings/<uuid:uid>/archive/", buildings.archive, name="building_archive"),
    path("buildings/<uuid:uid>/restore/", buildings.restore, name="building_restore"),
    path("buildings/<uuid:uid>/floors/", buildings.add_floor, name="floors"),
    path("floors/<uuid:uid>/", plans.floor, name="floor"),
    path("floors/<uuid:uid>/change/", plans.change, name="floor_change"),
    path("floors/<uuid:uid>/plan/", plans.picture, name="plan"),
    path("floors/<uuid:uid>/plan/off/", plans.picture_off, name="plan_off"),
]
