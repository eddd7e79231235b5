"""Strings of the LibreOffice and Firefox localisations under x/: word counts, parallel strings."""
import gettext,glob,re,collections,json,zipfile,os
res={}
par=collections.defaultdict(dict)
for d in glob.glob('x/usr/lib/libreoffice/program/resource/*'):
    l=os.path.basename(d)
    c=collections.Counter()
    for f in glob.glob(d+'/LC_MESSAGES/*.mo'):
        try: t=gettext.GNUTranslations(open(f,'rb'))
        except Exception as e: print(f,e); continue
        for k,v in t._catalog.items():
            if not isinstance(k,str) or not k or not v: continue
            k=k.split('\x04')[-1]
            k=re.sub('[~_]','',k).strip(); v=re.sub('[~_]','',v).strip()
            if v and v!=k:
                c.update(re.findall(r"[^\W\d_]+(?:[ʻʼ‘’'][^\W\d_]+)*",v.lower())); par[k][l]=v
    res[l]=c
for f in glob.glob('x/usr/lib/firefox-esr/browser/extensions/*.xpi'):
    l=re.search('langpack-(\w+)@',f)[1]; c=res.setdefault(l,collections.Counter())
    z=zipfile.ZipFile(f)
    for n in z.namelist():
        if n.endswith(('.ftl','.properties')):
            for line in z.read(n).decode('utf8','ignore').splitlines():
                if line.startswith('#'): continue
                v=line.split('=',1)[-1] if '=' in line else line
                c.update(re.findall(r"[^\W\d_]+(?:[ʻʼ‘’'][^\W\d_]+)*",re.sub(r'\{[^}]*\}|<[^>]*>','',v).lower()))
for l,c in res.items(): print(l,len(c),sum(c.values()),c.most_common(300)[250:262])
json.dump({l:c for l,c in res.items()},open('l10n_words.json','w'),ensure_ascii=False)
json.dump(par,open('lo_par.json','w'),ensure_ascii=False); print(len(par))
