"""A real web server, nginx, that publishes the autoconfig documents."""

import os

from domains import autoconfig

CONF = """\
daemon off;
user {user} {group};
worker_processes 1;
error_log {dir}/error.log;
pid {dir}/pid;
events {{
	worker_connections 256;
}}
http {{
	access_log {dir}/access.log;
	server_names_hash_bucket_size 128;
	client_body_temp_path {dir}/tmp-body;
	proxy_temp_path {dir}/tmp-proxy;
	fastcgi_temp_path {dir}/tmp-fastcgi;
	uwsgi_temp_path {dir}/tmp-uwsgi;
	scgi_temp_path {dir}/tmp-scgi;
	default_type text/xml;
	types {{
		text/xml xml;
	}}
	server {{
		listen {web}:80 default_server;
		listen {web}:443 ssl default_server;
		ssl_certificate {root}/certs/others/good.pem;
		ssl_certificate_key {root}/certs/others/good.key;
		return 404;
	}}
{servers}
}}
"""

SERVER = """\
	server {{
		listen {web}:{port};
		server_name {name};
		ssl_certificate {root}/certs/{certificate}.pem;
		ssl_certificate_key {root}/certs/{certificate}.key;
		root {root}/nginx/www/{name};
	}}
"""

WELL_KNOWN = ".well-known/autoconfig/mail/config-v1.1.xml"
AUTOCONFIG = "mail/config-v1.1.xml"


def places(domain):
    """Where a domain publishes: (host, port, path)."""
    for kind in domain.web:
        if kind == "autoconfig":
            yield f"autoconfig.{domain.name}", "443 ssl", AUTOCONFIG
        elif kind == "well-known":
            yield domain.name, "443 ssl", WELL_KNOWN
        elif kind == "http":
            yield f"autoconfig.{domain.name}", "80", AUTOCONFIG


def put(path, text):
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def write(root, domains, web, user, group):
    """Writes configuration and documents; returns the command."""
    servers = []
    www = f"{root}/nginx/www"
    os.makedirs(www, mode=0o755)
    for domain in domains:
        for host, port, path in places(domain):
            put(f"{www}/{host}/{path}", autoconfig(domain))
            servers.append(SERVER.format(
                web=web, port=port, name=host, root=root,
                certificate=domain.web_certificate))
    put(f"{root}/nginx/nginx.conf", CONF.format(
        dir=f"{root}/nginx", root=root, web=web, user=user, group=group,
        servers="".join(servers)))
    return ["nginx", "-e", f"{root}/nginx/error.log",
            "-c", f"{root}/nginx/nginx.conf"]
