/* Who may ask what, and who answers.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/mailreeve-enforce/handlers.h"

const struct control_handler enforce_handlers[CONTROL_OPS] = {
	[CONTROL_STATUS] = { "status", MAY_LOOK, false, answer_status },
	[CONTROL_BANS] = { "bans", MAY_LOOK, false, answer_bans },
	[CONTROL_WHY] = { "why", MAY_LOOK, true, answer_why },
	[CONTROL_ALERTS] = { "alerts", MAY_LOOK, false, answer_alerts },
	[CONTROL_CAMPAIGNS] = { "campaigns", MAY_LOOK, false, answer_campaigns },
	[CONTROL_ALLOWS] = { "allows", MAY_LOOK, false, answer_allows },
	[CONTROL_HISTORY] = { "history", MAY_LOOK, false, answer_history },
	[CONTROL_LIFT] = { "lift", MAY_OPERATE, true, change_lift },
	[CONTROL_LIFT_ALL] = { "lift-all", MAY_OPERATE, false, change_lift_all },
	[CONTROL_BAN] = { "ban", MAY_OPERATE, true, change_ban },
	[CONTROL_ALLOW] = { "allow", MAY_OPERATE, true, change_allow },
	[CONTROL_DISALLOW] = { "disallow", MAY_OPERATE, true, change_disallow },
	[CONTROL_ACKNOWLEDGE] = { "acknowledge", MAY_OPERATE, false, change_acknowledge },
};
