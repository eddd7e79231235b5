"""Parallel texts for evaluation; none of them chose a word."""
# parallel sets: name -> (list of queries, list of targets)
import json,gettext,re,zlib,random,sys
def isoset(l):
    out=[]
    for dom,mn in (('iso_3166-1',0),('iso_639-2',0),('iso_4217',0)):
        try: t=gettext.GNUTranslations(open(f'x/usr/share/locale/{l}/LC_MESSAGES/{dom}.mo','rb'))
        except FileNotFoundError: continue
        for k,v in t._catalog.items():
            if isinstance(k,str) and k and v and k!=v and 2<=len(k.split())<=9 and k.isascii(): out.append((v,k))
    return out
def load():
    S={}
    pairs=json.load(open('iati_pairs.json'))
    for l in ('fr','es','de','sv','pt','it'):
        seen=set();o=[]
        for tag,i,d in pairs:
            if tag=='title' and l in d and 'en' in d and d[l]!=d['en'] and d['en'] not in seen and d[l] not in seen: seen.add(d['en']);seen.add(d[l]);o.append((d[l],d['en']))
        if len(o)>25: S['iati-'+l]=o
    par=json.load(open('lo_par.json'))
    for l in ('ru','zh_CN','fr','es','ar','fa','kk','tg','uz'):
        o=[];seen=set()
        for k in sorted(par):
            if zlib.crc32(k.encode())%2==1 and l in par[k] and 3<=len(k.split())<=12 and '%' not in k and '$' not in k and '<' not in k:
                if k.lower() not in seen and par[k][l].lower() not in seen: seen.add(k.lower());seen.add(par[k][l].lower());o.append((par[k][l],k))
        random.Random(5).shuffle(o); S['lo-'+l[:2]]=o[:1000]
    for l in ('ru','zh_CN','fr','es','ar','fa','kk','ky','uz','tg'):
        o=isoset(l)
        if len(o)>30: S['iso-'+l[:2]]=o
    src=open(__import__('os').environ['COMITY_BENCH']+'/linkage/text/crosslingual.py').read(); g={}
    exec(src[:src.index('from sklearn')].split('def top1')[0],g)
    for l,c in zip(g['L'][1:],g['cols'][1:]): S['t40-'+l]=list(zip(c,g['cols'][0]))
    return S
if __name__=='__main__':
    for k,v in load().items(): print(k,len(v),v[len(v)//2])
