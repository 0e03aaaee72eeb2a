/* What this machine itself must never lose: its own addresses, its default gateways, its resolvers.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions/never_internal.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RESOLV_CONF "/etc/resolv.conf"

enum { DUMP_BUFFER = 32 << 10, RESOLVERS_LINE_MAX = 512, DUMP_PATIENCE = 2 /* seconds for the kernel's answer */ };

int
never_machine_open(void)
{
	struct timeval patience = { .tv_sec = DUMP_PATIENCE };
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
	                                                                RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), e;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
	    bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0)
		return fd;
	e = errno;
	close(fd);
	return -e;
}

/* An address, or a default route: it mostly comes some time after its interface's address. */
static bool
matters(const struct nlmsghdr *h)
{
	const struct rtmsg *route = mnl_nlmsg_get_payload(h);

	if (h->nlmsg_type == RTM_NEWADDR || h->nlmsg_type == RTM_DELADDR)
		return true;
	return (h->nlmsg_type == RTM_NEWROUTE || h->nlmsg_type == RTM_DELROUTE) && route->rtm_dst_len == 0;
}

bool
never_machine_changed(int socket)
{
	alignas(struct nlmsghdr) char buffer[4096];
	bool changed = false;
	ssize_t got;

	while ((got = recv(socket, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0 || errno == ENOBUFS) {
		int left = (int)got;

		changed = changed || got < 0; /* notices were lost */
		for (const struct nlmsghdr *h = (void *)buffer; mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left))
			changed = changed || matters(h);
	}
	return changed;
}

static void
insert_bytes(struct never *n, int family, const void *bytes, const char *reason)
{
	struct addr a = { .family = family == AF_INET ? 4 : 6, .bits = family == AF_INET ? 32 : 128 };

	memcpy(a.b, bytes, a.bits / 8);
	never_insert(n, &a, NEVER_MACHINE, reason);
}

static bool
has_address(const struct nlattr *attr, int family)
{
	return (family == AF_INET || family == AF_INET6) && mnl_attr_get_payload_len(attr) == (family == AF_INET ? 4 : 16);
}

static int
on_address(const struct nlmsghdr *h, void *context)
{
	const struct ifaddrmsg *m = mnl_nlmsg_get_payload(h);
	struct nlattr *attr, *address = NULL, *local = NULL;

	if (h->nlmsg_type != RTM_NEWADDR)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, h, sizeof(*m)) {
		if (mnl_attr_get_type(attr) == IFA_LOCAL)
			local = attr;
		if (mnl_attr_get_type(attr) == IFA_ADDRESS)
			address = attr;
	}
	if (local) /* on a point-to-point link IFA_ADDRESS is the other end */
		address = local;
	if (address && has_address(address, m->ifa_family))
		insert_bytes(context, m->ifa_family, mnl_attr_get_payload(address), "an address of this machine");
	return MNL_CB_OK;
}

static void
add_nexthops(struct never *n, int family, const struct nlattr *multipath)
{
	struct rtnexthop *hop = mnl_attr_get_payload(multipath);
	int left = mnl_attr_get_payload_len(multipath);
	struct nlattr *attr;

	for (; RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop))
		mnl_attr_for_each_payload((void *)RTNH_DATA(hop), hop->rtnh_len - RTNH_LENGTH(0))
			if (mnl_attr_get_type(attr) == RTA_GATEWAY && has_address(attr, family))
				insert_bytes(n, family, mnl_attr_get_payload(attr), "a default gateway");
}

static int
on_route(const struct nlmsghdr *h, void *context)
{
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);
	struct nlattr *attr;

	if (h->nlmsg_type != RTM_NEWROUTE || m->rtm_dst_len != 0 || m->rtm_type != RTN_UNICAST)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, h, sizeof(*m)) {
		if (mnl_attr_get_type(attr) == RTA_GATEWAY && has_address(attr, m->rtm_family))
			insert_bytes(context, m->rtm_family, mnl_attr_get_payload(attr), "a default gateway");
		if (mnl_attr_get_type(attr) == RTA_MULTIPATH)
			add_nexthops(context, m->rtm_family, attr);
	}
	return MNL_CB_OK;
}

/* Asks for all entries of a kind and hands each to on_entry. Notices that arrive between are handled as entries, too. */
static int
dump(int fd, uint16_t type, mnl_cb_t on_entry, struct never *n)
{
	char buffer[DUMP_BUFFER];
	struct nlmsghdr *h = mnl_nlmsg_put_header(buffer);
	ssize_t got;
	int rc;

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	h->nlmsg_seq = (uint32_t)time(NULL);
	/* rtmsg is the longer of the two heads; all zero asks for both families */
	mnl_nlmsg_put_extra_header(h, type == RTM_GETADDR ? sizeof(struct ifaddrmsg) : sizeof(struct rtmsg));
	if (send(fd, h, h->nlmsg_len, 0) < 0)
		return -errno;
	do {
		got = recv(fd, buffer, sizeof(buffer), 0);
		if (got < 0)
			return -errno;
		rc = mnl_cb_run(buffer, (size_t)got, 0, 0, on_entry, n);
	} while (rc > MNL_CB_STOP);
	return rc < 0 ? -errno : 0;
}

static void
add_resolvers(struct never *n)
{
	FILE *f = fopen(RESOLV_CONF, "re");
	char line[RESOLVERS_LINE_MAX], text[ADDR_TEXT_MAX];
	struct addr a;

	if (!f)
		return;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, " nameserver %47[0-9A-Fa-f:.]", text) == 1 && addr_parse(span_of(text), &a))
			never_insert(n, &a, NEVER_MACHINE, "a resolver of this machine");
	fclose(f);
}

int
never_learn_machine(struct never *n, int socket)
{
	struct never fresh = { 0 };
	int rc = dump(socket, RTM_GETADDR, on_address, &fresh);

	if (rc == 0)
		rc = dump(socket, RTM_GETROUTE, on_route, &fresh);
	add_resolvers(&fresh);
	if (rc == 0)
		never_forget(n, NEVER_MACHINE);
	for (size_t i = 0; rc == 0 && i < fresh.count; i++)
		never_insert(n, &fresh.entry[i].addr, NEVER_MACHINE, fresh.entry[i].reason);
	never_forget(&fresh, NEVER_MACHINE);
	free(fresh.entry);
	return rc;
}
