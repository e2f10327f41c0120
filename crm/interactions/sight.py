"""Who sees a contact: the one predicate, over an interaction named `i`, that every query here is made with.

Its parameters are `Actor.sight`. Staff see every contact; members the shared ones and those they took part in or
logged; viewers the shared ones.
"""

SEEN = """($sees_all OR i.visibility = 'shared' OR i.recorded_by = $own_user
  OR EXISTS { (i)<-[:TOOK_PART]-(:Person {id: $own_person}) })"""
