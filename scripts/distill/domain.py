"""English words by how often activities use them: w/domain.tsv."""
import json,re
d=set(w.strip().lower() for w in open('x/usr/share/dict/american-english'))|set()
c={}
for l,w,n in json.load(open('iati_words.json')):
    if l=='en' and re.fullmatch('[a-z]+',w) and (w in d and n>=2 or n>=6): c[w]=n
v=sorted(c.items(),key=lambda t:(-t[1],t[0])); print(len(v),v[12000:12005])
open('w/domain.tsv','w').write(''.join(f'{w}\t{n}\n' for w,n in v))
