"""Every statement that is made more than once."""

# -- leads -------------------------------------------------------------------------------------------

LEAD_COLUMNS = (
    "id, uid, merged_into, key, stage, owner, source, campaign, account, captured_at, "
    "version, policy, recorded_at, shape, visits, told, clocks, rest, crc"
)
LEAD_BY_UID = f"SELECT {LEAD_COLUMNS} FROM lead WHERE uid = ?"
VERSION_BY_ID = "SELECT version FROM lead WHERE id = ?"
VERSION_BY_UID = "SELECT id, version FROM lead WHERE uid = ?"
UID_BY_KEY = "SELECT uid FROM lead WHERE key = ?"
LAST_LEAD = "SELECT coalesce(max(id), 0) FROM lead"

INSERT_LEAD = f"INSERT INTO lead ({LEAD_COLUMNS}) VALUES ({', '.join('?' * 19)})"
_STATE = (
    "version = ?, policy = ?, recorded_at = ?, shape = ?, visits = ?, told = ?, clocks = ?, rest = ?, crc = ?"
)
UPDATE_LEAD = f"""
UPDATE lead SET
    merged_into = ?, key = ?, stage = ?, owner = ?, source = ?, campaign = ?, account = ?, captured_at = ?, {_STATE}
WHERE id = ? AND version = ?
"""
# For a lead whose indexed columns stay as they are: SQLite rewrites the index of every column that is set.
UPDATE_LEAD_STATE = f"UPDATE lead SET {_STATE} WHERE id = ? AND version = ?"

# -- events ------------------------------------------------------------------------------------------

INSERT_EVENT = """
INSERT INTO event (lead, seq, kind, version, policy, occurred_at, recorded_at, body, digest)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
REWRITE_EVENT = "UPDATE event SET version = ?, body = ?, digest = ? WHERE lead = ? AND seq = ?"
EVENTS = """
SELECT seq, kind, version, policy, occurred_at, recorded_at, body, digest FROM event
WHERE lead = (SELECT id FROM lead WHERE uid = ?) AND seq > ? AND seq <= ? ORDER BY seq
"""

# -- due clocks --------------------------------------------------------------------------------------

ARM_CLOCK = """
INSERT INTO clock (lead, id, due_at, ready_at) VALUES (?, ?, ?, ?)
ON CONFLICT (lead, id) DO UPDATE SET due_at = excluded.due_at, ready_at = excluded.ready_at, fence = 0, worker = NULL
"""
DROP_CLOCK = "DELETE FROM clock WHERE lead = ? AND id = ?"
REARM_FIRED = """
UPDATE clock SET due_at = ?, ready_at = ?, fence = 0, worker = NULL WHERE lead = ? AND id = ? AND fence = ?
"""
DROP_FIRED = "DELETE FROM clock WHERE lead = ? AND id = ? AND fence = ?"
CLOCKS_OF = "SELECT id, due_at FROM clock WHERE lead = ?"
READY_CLOCKS = """
SELECT clock.lead, clock.id, clock.due_at, lead.uid FROM clock JOIN lead ON lead.id = clock.lead
WHERE ready_at <= ? ORDER BY ready_at, clock.lead, clock.id LIMIT ?
"""
UPCOMING = """
SELECT lead.uid, clock.id, clock.due_at FROM clock JOIN lead ON lead.id = clock.lead
WHERE {} ORDER BY clock.ready_at, clock.lead, clock.id LIMIT ?
"""
FIRST_READY = "SELECT min(ready_at) FROM clock"
LEASE_CLOCK = "UPDATE clock SET ready_at = ?, fence = ?, worker = ? WHERE lead = ? AND id = ?"
RELEASE_CLOCK = """
UPDATE clock SET ready_at = due_at, fence = 0, worker = NULL
WHERE lead = (SELECT id FROM lead WHERE uid = ?) AND id = ? AND fence = ?
"""
NEXT_FENCE = "SELECT next FROM fence"
DRAW_FENCES = "UPDATE fence SET next = next + ?"

# -- outbox ------------------------------------------------------------------------------------------

INSERT_NOTICE = """
INSERT INTO outbox (lead, seq, rule, channel, clock, body, ready_at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
WITHDRAW = "UPDATE outbox SET state = 'withdrawn' WHERE lead = ? AND clock = ? AND state = 'pending'"
# An erasure: nothing is left of what the lead's notices said, and those that wait never go out.
EMPTY_NOTICES = """
UPDATE outbox SET
    body = json_remove(json_set(body, '$.text', ''), '$.data'), error = NULL, fence = 0, worker = NULL,
    state = CASE WHEN state IN ('pending', 'parked') THEN 'withdrawn' ELSE state END
WHERE lead = ?
"""
NOTICE_COLUMNS = "outbox.pos, lead.uid, seq, rule, channel, clock, body, outbox.ready_at, attempts, error"
READY_NOTICES = f"""
SELECT {NOTICE_COLUMNS} FROM outbox JOIN lead ON lead.id = outbox.lead
WHERE outbox.state = 'pending' AND channel = ? AND outbox.ready_at <= ? ORDER BY outbox.ready_at, outbox.pos LIMIT ?
"""
LEASE_NOTICE = "UPDATE outbox SET ready_at = ?, fence = ?, worker = ?, attempts = attempts + 1 WHERE pos = ?"
# A notice that was withdrawn while it was under way can still turn out to be delivered, and nothing else.
_SETTLE = """
UPDATE outbox SET state = {state}, fence = 0, worker = NULL, error = coalesce(?, error){ready}
WHERE lead = (SELECT id FROM lead WHERE uid = ?) AND seq = ? AND rule = ? AND channel = ? AND fence = ?
"""
_UNLESS_WITHDRAWN = "CASE state WHEN 'pending' THEN '{}' ELSE state END"
DELIVERED = _SETTLE.format(state="'delivered'", ready="")
PARKED = _SETTLE.format(state=_UNLESS_WITHDRAWN.format("parked"), ready="")
RETRIED = _SETTLE.format(state="state", ready=", ready_at = ?")
NOTICES_IN = f"""
SELECT {NOTICE_COLUMNS} FROM outbox JOIN lead ON lead.id = outbox.lead
WHERE outbox.state = '{{}}' ORDER BY outbox.pos LIMIT ?
"""
REQUEUE = """
UPDATE outbox SET state = 'pending', ready_at = ?, fence = 0 WHERE pos = (
    SELECT outbox.pos FROM outbox JOIN lead ON lead.id = outbox.lead
    WHERE outbox.state = 'parked' AND lead.uid || ':' || seq || ':' || rule || ':' || channel = ?
)
"""

# -- receipts and policies ---------------------------------------------------------------------------

INSERT_RECEIPT = "INSERT INTO receipt (id, digest, wrote) VALUES (?, ?, ?)"
# ``wrote`` is a JSON list of pairs, in which nothing but a pair's beginning looks like one.
FORGET_DIGESTS = "UPDATE receipt SET digest = '' WHERE instr(wrote, ?) AND id IS NOT ?"
RECEIPT = "SELECT digest, wrote FROM receipt WHERE id = ?"
POLICIES = "SELECT id, name, version, fingerprint, dump FROM policy ORDER BY id"
INSERT_POLICY = "INSERT INTO policy (name, version, fingerprint, dump) VALUES (?, ?, ?, ?)"

# -- turns and matches -------------------------------------------------------------------------------

TURNS = "SELECT member, number FROM turn WHERE rota = ?"
LAST_TURN = "SELECT coalesce(max(number), 0) FROM turn WHERE rota = ?"
TAKE_TURN = """
INSERT INTO turn (rota, member, number) VALUES (?, ?, ?)
ON CONFLICT (rota, member) DO UPDATE SET number = excluded.number
"""
FORGET_MATCHES = "DELETE FROM match WHERE lead = ?"
INSERT_MATCH = "INSERT INTO match (token, lead) VALUES (?, ?)"
MATCHED = "SELECT lead.uid FROM match JOIN lead ON lead.id = match.lead WHERE token = ? AND lead.id <> ?"
MATCHING = """
SELECT DISTINCT lead.id, lead.uid FROM match JOIN lead ON lead.id = match.lead
WHERE token IN (SELECT value FROM json_each(?)) ORDER BY lead.id
"""
COUNTS = "SELECT stage, count(*) FROM lead WHERE {} GROUP BY stage"
