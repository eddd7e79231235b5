"""Candidate words from dictionaries, jieba and the model: vocab.tsv."""
import pickle,re,json,glob,math,unicodedata,collections,sys,random
P,SC=pickle.load(open('pieces.pkl','rb'))
U='▁'
score={p:s for p,s in zip(P,SC) if s<0}
MAXL=max(len(p) for p in score)
def ok(w,script):
    return re.fullmatch({'latin':"[a-z\u00df-\u024f]+",'cyr':'[\u0430-\u052f]+','arab':'[\u0621-\u06ff]+','han':'[\u4e00-\u9fff]+'}[script],w)
def vit(w,maxp=4):
    s=U+w;n=len(s);best=[-1e9]*(n+1);cnt=[0]*(n+1);best[0]=0
    for i in range(n):
        if best[i]<-1e8: continue
        for e in range(i+1,min(n,i+MAXL)+1):
            v=score.get(s[i:e])
            if v is not None and best[i]+v>best[e]: best[e]=best[i]+v;cnt[e]=cnt[i]+1
    return best[n],cnt[n]
def two(w):
    s=U+w; b=score.get(s,-99)
    for i in range(2,len(s)):
        a=score.get(s[:i])
        if a is not None:
            c=score.get(s[i:])
            if c is not None and a+c>b: b=a+c
    return b
def raw(f,enc='utf8'):
    seen=set()
    for l in open(f,encoding=enc,errors='ignore'):
        w=l.strip().split('/')[0].split('\t')[0].lower()
        if w not in seen: seen.add(w); yield w
best={}   # word -> (score, langs)
def add(lang,script,words,limit,full=False,minlen=3,floor=-40):
    r=[]
    for w in words:
        if len(w)<minlen or not ok(w,script): continue
        s=vit(w)[0] if full else two(w)
        if s>floor: r.append((s,w))
    r.sort(key=lambda t:(-t[0],t[1])); r=r[:limit]
    new=0
    for s,w in r:
        if w in best: best[w][1].add(lang)
        else: best[w]=[s,{lang}];new+=1
    print(lang,len(r),'new',new,'tail',[w for _,w in r[-6:]],file=sys.stderr)
iw=collections.defaultdict(collections.Counter)
for l,w,c in json.load(open('iati_words.json')): iw[l][w]+=c
H='x/usr/share/hunspell/'
dic=lambda f:list(raw(f))
en=set(dic('x/usr/share/dict/american-english'))
es=set(w for w in dic('un/es_ES.raw')); fr=set(w for w in dic('un/fr.raw')); ru=set(dic('un/ru_RU.raw'))
de=set(w for w,c in iw['de'].items() if c>=3); kk=set(dic(H+'kk_KZ.dic')); pt=set(dic(H+'pt_BR.dic'))
fa=set(dic('package/index.dic')); ar=set(re.sub('[\u064b-\u0652]','',w) for w in dic(H+'ar.dic'))
add('en','latin',en,17000); add('fr','latin',fr,15000); add('es','latin',es,15000)
add('ru','cyr',ru,34000); add('kk','cyr',kk,26000,full=True); add('pt','latin',pt,6000);
add('ar','arab',ar,12000,full=True); add('fa','arab',fa,14000,full=True)
# every Cyrillic/Arabic/Han piece the model has
cyr=[p[1:].lower() for p in P if p[0]==U]
bad=re.compile('[їєґћђљњџјѓќўіѝѣ]')
kkl=re.compile('[әғқңөұүһі]')
add('cyr','cyr',[w for w in cyr if len(w)>1 and (kkl.search(w) or not bad.search(w))],30000,minlen=2)
add('arab','arab',[w for w in cyr if not re.search('[ٹڈڑںےۆەێڕڵڤېۇۈۋۅىھڏڪ]',w) or ok(w,'arab') and w.endswith('ى')],12000,minlen=2)
for l in ('en','fr','es','de','pt'):
    add(l,'latin',[w for w,c in iw[l].items() if c>=(6 if l=='en' else 3)],14000,full=True,floor=-60)
add('latin','latin',[w for w in cyr if w in score or 1 and (w in en or w in fr or w in es or w in de or w in pt)],1,minlen=2)
add('uz','latin',[w for w in cyr if re.search("(lar|ning|lik|chi|dan|gan|ish|ga|da|uvchi|moq|lash|kent|iston)$",w)],1500)
# Han
zh={}
for p in P:
    w=p.lstrip(U)
    if ok(w,'han'): zh[w]=max(zh.get(w,-99),score.get(p,-99))
n0=len(zh); jf=[]
for l in open(glob.glob('jb/*/jieba/dict.txt')[0]):
    w,c,_=l.split(' ')
    if 2<=len(w)<=6 and ok(w,'han'): jf.append((int(c),w))
jf.sort(key=lambda t:(-t[0],t[1])); tot=sum(c for c,_ in jf)
for c,w in jf[:26000]: zh.setdefault(w,math.log(c/tot)-1.5)
print('zh',n0,len(zh),file=sys.stderr)
for w,s in zh.items(): best[w]=[s,{'zh'}]
print(len(best),collections.Counter(l for _,ls in best.values() for l in ls),file=sys.stderr)
with open('vocab.tsv','w') as f:
    for w,(s,l) in best.items(): f.write(f"{w}\t{s:.3f}\t{','.join(sorted(l))}\n")
