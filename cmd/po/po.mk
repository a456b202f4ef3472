# make po: the template out of the sources, the catalogues brought up to it.
# What stays untranslated afterwards is counted at the end and fails a test.

po_sources = $(sort $(wildcard cmd/*.c cmd/*/*.c probe/*/*.c profiles/*/*.c))
po_findings = probe/report/finding.def
po_hints = profiles/settings/hint.def

# finding.def is read as Python, for msgfmt --check to compare {places}.
$(BUILD)/postlotse.pot: $(po_sources) $(po_findings) $(po_hints) cmd/po/po.mk
	@mkdir -p $(@D)
	@echo "  POT   $@"
	$(Q)xgettext -L C -k_ -kN_ -kerr_set:2 -kerr_set_word:3 -kngettext:1,2 \
	    -ktell_say:2 -klanguage_text:2 -klanguage_plural:2,3 --from-code=UTF-8 \
	    --add-location=file --add-comments=TRANSLATORS: --package-name=postlotse \
	    --package-version=$(VERSION) -o $@ $(po_sources)
	$(Q)xgettext -L C -kN_ --from-code=UTF-8 --add-location=file -j \
	    -o $@ $(po_hints)
	$(Q)xgettext -L Python -kN_ --from-code=UTF-8 --add-location=file -j \
	    -o $@ $(po_findings)
	$(Q)sed -i -e 's/; charset=CHARSET/; charset=UTF-8/' \
	    -e '/^"POT-Creation-Date/d' $@

po: $(BUILD)/postlotse.pot
	$(Q)for l in $(languages); do \
	    msgmerge --quiet --update --backup=none --no-fuzzy-matching \
		--no-wrap cmd/po/$$l.po $< && \
	    msgfmt --check --statistics -o /dev/null cmd/po/$$l.po || \
	    exit 1; \
	done

.PHONY: po
