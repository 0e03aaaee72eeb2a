/* The proof that nobody can type the address that a rule accuses.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "rules/template.h"

enum { EXCLUDES_MAX = 16, PROOF_DELIMITER_MIN = 3 };

/* Bytes that one server never lets stand in a field (of a pack's `excludes`). */
struct exclude { int field; uint64_t bytes[4]; };

/* What decides is who made a field, not its class. The source of a variant is safe where
 *  1. nothing that a client typed stands left of it; or
 *  2. the last such field left of it ends at the LAST place of its delimiter, and nothing typed stands right of it; or
 *  3. after every such field left of it stands a text of PROOF_DELIMITER_MIN bytes or more, found only once in the
 *     line (the matcher counts: a `guard` of the variant), or the field can never hold that text's first byte (`excluded`). Of that text
 *     counts what stands there in every variant (`sure`): else the client could type the delimiter of another variant.
 * Marks the parts of v for the matcher. False with a reason for people: the part, and what to do. */
bool proof_of(const struct template_home *home, struct variant *v, const struct exclude *excludes, int count,
              struct error *e);
/* The bytes that the field can never hold, if what follows begins with one of them, so that it can never run over its end;
 * else NULL. */
const uint64_t *proof_fence(const struct part *field, const struct exclude *excludes, int count);
/* True if a client may have chosen what stands there, or how it ends. */
bool proof_typed(const struct part *p);
/* True if the variant's own texts hold the text once, so that a line can. */
bool proof_stands_once(const struct variant *v, struct span text);
