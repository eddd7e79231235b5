"""Titles and word counts of IATI activities (COMITY_DATA names the data folder)."""
# bilingual titles and word counts from the IATI pool
import zstandard,io,collections,json,re
from lxml import etree
X='{http://www.w3.org/XML/1998/namespace}lang'
import glob
pairs=[];cnt=collections.Counter();langs=collections.Counter();titles=[]
for f in [''+__import__('os').environ['COMITY_DATA']+'/iati/pool-2021-06.xml.zst']+sorted(glob.glob(''+__import__('os').environ['COMITY_DATA']+'/iati/publishers/*.zst')):
    pool='pool' in f
    try:
      for _,a in etree.iterparse(zstandard.ZstdDecompressor().stream_reader(open(f,'rb')),tag='iati-activity',recover=True,huge_tree=True):
        dl=a.get(X)
        for tag in ('title','description'):
            t=a.find(tag)
            if t is None: continue
            ns=[((n.get(X) or dl or '').lower()[:2],' '.join((n.text or '').split())) for n in (t.findall('narrative') or [t])]
            for l,s in ns:
                if s: cnt.update(set((l,w) for w in re.findall(r'[^\W\d_]+',s.lower()))); langs[l,tag]+=1
            if tag=='title': titles+= [s for l,s in ns if s]
            d={l:s for l,s in ns if s}
            if pool and len(d)>1: pairs.append((tag,a.findtext('iati-identifier'),d))
        a.clear()
    except Exception as e: print(f,e)
json.dump(pairs,open('iati_pairs.json','w'),ensure_ascii=False); json.dump([[l,w,c] for (l,w),c in cnt.items()],open('iati_words.json','w'),ensure_ascii=False)
json.dump(sorted(set(titles)),open('iati_titles.json','w'),ensure_ascii=False)
print(langs.most_common(40)); print(len(pairs)); print(collections.Counter((p[0],'-'.join(sorted(p[2]))) for p in pairs).most_common(20)); print(len(cnt), len(set(titles)))
