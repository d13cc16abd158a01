# install.mk: where everything goes on a server, and what is uploaded to a
# shared host.
PREFIX	?= /usr/local
SYSCONF	?= /etc/kartoteka
SITE	?= build/site
LIBDIR	 = $(DESTDIR)$(PREFIX)/lib/kartoteka/cgi-bin
SHAREDIR = $(DESTDIR)$(PREFIX)/share/kartoteka
DOCDIR	 = $(DESTDIR)$(PREFIX)/share/doc/kartoteka

# A running worker keeps its file: each is renamed over the old one.
install: all
	install -d $(LIBDIR) $(SHAREDIR) $(DOCDIR) $(DESTDIR)$(SYSCONF) \
	    $(DESTDIR)$(PREFIX)/sbin
	install -m 755 $(CGI)/kartoteka.fcgi $(LIBDIR)/kartoteka.new
	mv -f $(LIBDIR)/kartoteka.new $(LIBDIR)/kartoteka.fcgi
	for n in $(NAMES); do ln -f $(LIBDIR)/kartoteka.fcgi $(LIBDIR)/$$n; done
	install -m 644 cgi-bin/.htaccess $(LIBDIR)/
	install -m 755 $(B)/kartoteka $(DESTDIR)$(PREFIX)/sbin/kartoteka
	for d in tpl sql mo htdocs; do \
		rm -rf $(SHAREDIR)/$$d && cp -R $(SHARE)/$$d $(SHAREDIR)/; done
	install -m 644 conf/htaccess $(SHAREDIR)/htdocs/.htaccess
	install -m 644 conf/kartoteka.conf.example $(DESTDIR)$(SYSCONF)/
	install -m 644 INSTALL LICENSE NOTICE conf/nginx.conf conf/apache.conf \
	    conf/systemd/kartoteka.socket conf/systemd/kartoteka.service \
	    conf/systemd/kartoteka-jobs.service \
	    $(DOCDIR)/

site: all
	sh conf/site.sh $(SITE) $(CGI) $(SHARE)
	@echo "Upload the two folders of $(SITE); see INSTALL, \"A shared host\"."

.PHONY: install site
