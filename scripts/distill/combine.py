"""The table, transliterated 3-grams and the sum of both, each standardised: first places in every parallel set."""
import sys; sys.path.insert(0, __file__.rsplit('/', 1)[0])
import numpy as np, build
from parallel import load as LS
from sklearn.feature_extraction.text import TfidfVectorizer
from unidecode import unidecode
z=np.load('w/table.npz',allow_pickle=True); keys=list(z['keys']); rows={k:i for i,k in enumerate(keys)}
v,g=z['vectors'],z['gain']
S=LS()
out={'table':{},'3-grams':{},'both':{}}
for n,p in S.items():
    a=[x for x,_ in p];b=[y for _,y in p]
    A=build.embed(a,rows,v,g);B=build.embed(b,rows,v,g);M=A@B.T
    f=lambda t:unidecode(t).lower()
    t=TfidfVectorizer(analyzer='char_wb',ngram_range=(3,3),sublinear_tf=True).fit([f(x) for x in a+b])
    N=(t.transform([f(x) for x in a])@t.transform([f(x) for x in b]).T).toarray()
    zs=lambda m:(m-m.mean())/(m.std()+1e-9)
    i=np.arange(len(p))
    for k,m in (('table',M),('3-grams',N),('both',zs(M)+zs(N))): out[k][n]=(m.argmax(1)==i).mean()
for n in S: print(f"| {n} | {len(S[n])} | "+' | '.join(f"{out[k][n]:.2f}" for k in out)+' |')
print({k:round(float(np.mean(list(x.values()))),3) for k,x in out.items()})
