"""A real web server, nginx, that publishes the settings: documents as files,
autodiscover as what a POST of XML is answered with.
"""

import base64
import os

from domains import (autoconfig, autodiscover, bomb, cut_document, elsewhere,
                     long_document, microsoft, microsoft_error,
                     microsoft_long, others, pacc)

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
	log_format places '$scheme://$host$request_uri $status';
	access_log {dir}/access.log places;
	log_format posted '$host "$request" $status [$http_authorization]';
	server_names_hash_bucket_size 128;
	client_body_temp_path {dir}/tmp-body;
	proxy_temp_path {dir}/tmp-proxy;
	fastcgi_temp_path {dir}/tmp-fastcgi;
	uwsgi_temp_path {dir}/tmp-uwsgi;
	scgi_temp_path {dir}/tmp-scgi;
	ssl_protocols TLSv1.2 TLSv1.3;
	default_type text/xml;
	types {{
		text/xml xml;
		application/json json;
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
		root {root}/nginx/www/{name}-{scheme};
		{more}
	}}
"""

POSTED = """\
	server {{
		listen {web}:443 ssl;
		server_name {name};
		ssl_certificate {root}/certs/{certificate}.pem;
		ssl_certificate_key {root}/certs/{certificate}.key;
		location /autodiscover/ {{
			access_log {dir}/autodiscover.log posted;
			default_type {kind};
			{guard}
			if ($request_method != POST) {{
				return 400;
			}}
			if ($content_type !~ "^text/xml; *charset=utf-8$") {{
				return 415;
			}}
			return {answer};
		}}
	}}
"""

# RFC 7617: who may know.
GUARD = """if ($http_authorization != "Basic {pair}") {{
				add_header WWW-Authenticate 'Basic realm="mail"' always;
				return 401;
			}}"""

WELL_KNOWN = ".well-known/autoconfig/mail/config-v1.1.xml"
AUTOCONFIG = "mail/config-v1.1.xml"
AUTODISCOVER = "autodiscover/autodiscover.xml"
AUTODISCOVER2 = "autodiscover/autodiscover.json"
PACC = ".well-known/user-agent-configuration.json"
PAGE = "<!DOCTYPE html><title>Willkommen</title>\n"


def page(_domain):
    return PAGE


def marked(domain):
    return "\ufeff" + autoconfig(domain)


def of_another(domain):
    return autoconfig(domain).replace(f"<domain>{domain.name}<",
                                      "<domain>example.org<")


def bad_port(domain):
    """A port that is none, for IMAP."""
    return autoconfig(domain).replace("<port>993<", "<port>99300<")


def with_place(domain):
    """One document for every domain."""
    return autoconfig(domain).replace(f"<domain>{domain.name}<",
                                      "<domain>%EMAILDOMAIN%<")


# Where a domain publishes: kind: (host, port, path, document, what else the
# server is told).
PLACES = {
    "autoconfig": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, autoconfig, ""),
    "well-known": ("{d}", "443 ssl", WELL_KNOWN, autoconfig, ""),
    "ispdb": ("ispdb.{d}", "443 ssl", "v1/{d}", autoconfig, ""),
    "autoconfig-others": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, others,
                          ""),
    "http": ("autoconfig.{d}", "80", AUTOCONFIG, autoconfig, ""),
    "http-moved": ("autoconfig.{d}", "80", "x", page,
                   "return 301 https://autoconfig.hafen.test/" + AUTOCONFIG +
                   ";"),
    "https-to-http": ("autoconfig.{d}", "443 ssl", "x", page,
                      "return 301 http://$host/" + AUTOCONFIG + ";"),
    "conf": ("conf.{d}", "443 ssl", "mail.xml", autoconfig, ""),
    "conf-away": ("conf.{d}", "443 ssl", "mail.xml", elsewhere, ""),
    "conf-http": ("conf.{d}", "80", "mail.xml", autoconfig, ""),
    "conf-page": ("conf.{d}", "443 ssl", "mail.xml", page, ""),
    "conf-down": ("conf.{d}", "443 ssl", "x", page,
                  "return 302 http://$host/mail.xml;"),
    "conf-circle": ("conf.{d}", "443 ssl", "x", page,
                    "return 302 https://$host/mail.xml;"),
    "conf-endless": ("conf.{d}", "443 ssl", "x", page,
                     "return 302 https://$host${uri}x;"),
    "conf-long": ("conf.{d}", "443 ssl", "mail.xml", long_document, ""),
    "conf-bomb": ("conf.{d}", "443 ssl", "mail.xml", bomb, ""),
    "conf-cut": ("conf.{d}", "443 ssl", "mail.xml", cut_document, ""),
    "ad-away": ("autodiscover.{d}", "80", "x", page,
                "return 302 https://autodiscover.adfound.test/" +
                AUTODISCOVER + ";"),
    "ad-inside": ("autodiscover.{d}", "80", "x", page,
                  "return 302 https://ad.adplainown.test/" + AUTODISCOVER +
                  ";"),
    "ad-user": ("autodiscover.{d}", "80", "x", page,
                "return 302 https://ad.adplainuser.test/" + AUTODISCOVER +
                ";"),
    "ad-301": ("autodiscover.{d}", "80", "x", page,
               "return 301 https://autodiscover.adfound.test/" +
               AUTODISCOVER + ";"),
    "ad-http": ("autodiscover.{d}", "80", "x", page,
                "return 302 http://autodiscover.adfound.test/" +
                AUTODISCOVER + ";"),
    "v2-found": ("autodiscover.{d}", "443 ssl", AUTODISCOVER2,
                 microsoft("outlook.office365.com"), ""),
    "v2-moved": ("autodiscover.{d}", "443 ssl", "x", page,
                 "return 302 https://outlook.office365.com$request_uri;"),
    "v2-other": ("autodiscover.{d}", "443 ssl", AUTODISCOVER2,
                 microsoft("outlook.office365.com.evil.test"), ""),
    "v2-error": ("autodiscover.{d}", "443 ssl", AUTODISCOVER2,
                 microsoft_error, ""),
    "v2-page": ("autodiscover.{d}", "443 ssl", AUTODISCOVER2, page, ""),
    "v2-long": ("autodiscover.{d}", "443 ssl", AUTODISCOVER2,
                microsoft_long, ""),
    "v2-down": ("autodiscover.{d}", "443 ssl", "x", page,
                "return 302 http://outlook.office365.com$request_uri;"),
    "pacc": ("ua-auto-config.{d}", "443 ssl", PACC, pacc, ""),
    "pacc-html": ("ua-auto-config.{d}", "443 ssl", PACC, page, ""),
    "pacc-xml": ("ua-auto-config.{d}", "443 ssl", PACC, autoconfig, ""),
    "pacc-moved": ("ua-auto-config.{d}", "443 ssl", "x", pacc,
                   "return 302 https://ua-auto-config.pacc.test/" + PACC +
                   ";"),
    # With one mistake each.
    "autoconfig-type": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, autoconfig,
                        "types { text/plain xml; }"),
    "autoconfig-html": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, autoconfig,
                        "types { text/html xml; }"),
    "autoconfig-port": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, bad_port,
                        ""),
    "autoconfig-place": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, with_place,
                         ""),
    "autoconfig-bom": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, marked, ""),
    "autoconfig-page": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, page, ""),
    "autoconfig-asks": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, autoconfig,
                        'if ($arg_emailaddress = "") { return 404; }'),
    "autoconfig-mute": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, autoconfig,
                        'if ($arg_emailaddress != "") { return 500; }'),
    "autoconfig-other": ("autoconfig.{d}", "443 ssl", AUTOCONFIG, of_another,
                         ""),
    "autoconfig-loop": ("autoconfig.{d}", "443 ssl", "x", page,
                        "return 301 https://$host$request_uri;"),
    # The web server waits for somebody who never answers.
    "autoconfig-hang": ("autoconfig.{d}", "443 ssl", "x", page,
                        "location / { proxy_pass http://ADDRESS:143; }"),
    # Nothing is there yet.
    "fresh-autoconfig": ("autoconfig.{d}", "443 ssl", "x", page, ""),
    "fresh-well-known": ("{d}", "443 ssl", "x", page, ""),
    "fresh-pacc": ("ua-auto-config.{d}", "443 ssl", "x", page, ""),
    # A POST is answered with the file.
    "fresh-autodiscover": ("autodiscover.{d}", "443 ssl", "x", page,
                           "error_page 405 =200 $uri;"),
}


def places(domain):
    """Where a domain publishes, and what."""
    for kind in domain.web:
        host, port, path, document, more = PLACES[kind]
        yield (host.format(d=domain.name), port,
               path.format(d=domain.name), document(domain),
               more.replace("ADDRESS", domain.address))


def put(path, text):
    os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def posted(domain):
    """What a domain answers: (host, content type, how nginx says it)."""
    for host, (_, what) in zip(domain.autodiscover_names(),
                               domain.autodiscover):
        text = autodiscover(domain, what)
        kind = "text/html" if what == "page" else "text/xml"
        if text is not None:
            yield host, kind, f"200 '{text}'"
        elif isinstance(what, int):
            yield host, kind, what
        else:
            yield host, kind, f"302 {what}"


def guard(domain, password):
    if domain.basic is None:
        return ""
    pair = f"{domain.basic}@{domain.name}:{password}"
    return GUARD.format(pair=base64.b64encode(pair.encode()).decode())


def write(root, domains, web, user, group, password):
    """Writes configuration and documents; returns the command."""
    servers = []
    www = f"{root}/nginx/www"
    os.makedirs(www, mode=0o755)
    for domain in domains:
        for host, port, path, document, more in places(domain):
            scheme = port.replace(" ", "-")
            put(f"{www}/{host}-{scheme}/{path}", document)
            servers.append(SERVER.format(
                web=web, port=port, name=host, root=root, scheme=scheme,
                more=more,
                certificate=domain.web_certificate))
        for host, kind, answer in posted(domain):
            servers.append(POSTED.format(
                dir=f"{root}/nginx", web=web, name=host, root=root,
                certificate=domain.web_certificate, kind=kind,
                guard=guard(domain, password), answer=answer))
    put(f"{root}/nginx/nginx.conf", CONF.format(
        dir=f"{root}/nginx", root=root, web=web, user=user, group=group,
        servers="".join(servers)))
    return ["nginx", "-e", f"{root}/nginx/error.log",
            "-c", f"{root}/nginx/nginx.conf"]
