"""Both candidate lists with likelihoods, and texts for the background: w/vocabulary.tsv, w/texts.txt."""
import json,zlib
src=open(__import__('os').path.join(__import__('os').path.dirname(__file__),'vocabulary.py')).read(); src=src[:src.index('def raw(')]; exec(src)
out=open('vocab.tsv').read().splitlines()
for l in open('vocab2.tsv'):
    w,_,lg=l.rstrip('\n').split('\t'); s=max(vit(w)[0],-40) ; out.append(f'{w}\t{s:.3f}\t{lg}')
open('w/vocabulary.tsv','w').write('\n'.join(out)+'\n')
par=json.load(open('lo_par.json')); T=[]
for k in sorted(par):
    if zlib.crc32(k.encode())%2==0 and 3<=len(k.split())<=12: T+= [k]+[par[k][l] for l in ('ru','zh_CN','ar','fa','kk') if l in par[k]]
T=[' '.join(t.split()) for t in T]
T+=json.load(open('iati_titles.json'))
open('w/texts.txt','w').write('\n'.join(sorted(set(T)))+'\n'); print(len(T))
