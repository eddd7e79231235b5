"""First places of translations among all candidates of each parallel set, the table alone."""
import sys; sys.path.insert(0, __file__.rsplit('/', 1)[0])
import numpy as np, tokens, build
from parallel import load as LS
z=np.load('w/table.npz',allow_pickle=True); keys=list(z['keys']); rows={k:i for i,k in enumerate(keys)}
v,g=z['vectors'],z['gain']; S=LS(); res={}
for n,p in S.items():
    A=build.embed([a for a,_ in p],rows,v,g);B=build.embed([b for _,b in p],rows,v,g); res[n]=((A@B.T).argmax(1)==np.arange(len(p))).mean()
print(' '.join(f'{k}={x:.2f}' for k,x in res.items()), f"| mean {np.mean(list(res.values())):.4f}")
