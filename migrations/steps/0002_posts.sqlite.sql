-- Sites (posts and headquarters) and the desks of posts. Room: posts.

create table sites (
    name text primary key,
    title text not null,
    role text not null check (role in ('post', 'hq')),
    kind text not null check (kind in ('land', 'air', 'sea', 'hq')),
    neighbour text not null,
    public_key text not null unique,
    known_at text not null
) strict;

create table desks (
    site text not null references sites (name),
    name text not null,
    title text not null,
    direction text not null check (direction in ('entry', 'exit')),
    added_at text not null,
    primary key (site, name)
) strict;

-- Keys of other posts that a site verifies slips by, as typed on its own box. node: who trusts.
create table trusted_keys (
    node text not null,
    name text not null,
    title text not null,
    public_key text not null,
    trusted_at text not null,
    primary key (node, name)
) strict;
