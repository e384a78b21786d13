"""An old workbook as LibreOffice saves it: a title, a table with a number, a percentage, days and a sum, and a hidden sheet."""

from __future__ import annotations

import base64
import zlib

_PACKED = (
    "c-rk)Yiv|S6h3qJwtKhFZFv_c3l%7|lu{6C1Y0O5C>DA6fHZ|twxzPPO<R<P2#Y{K0aHQ(m5>k;o-y$e68wQ+oA`r>2LJFwqe&ql;bC+&8iSFp-"
    "#K@7yRExPAH+oI+<Y^4&dl6-"
    "oY$QD&God7lb>YVq#o&Ma!_Z`Mez|d1tf$jZX!d|I)lMrh#VYD|Ecs)m&`*G{EGva=T5)^T$;a$x*SaZue5^d@HCN!7EvwA25P3hq~Va5$nW)LOlL3q^)?"
    "O8-"
    "~aj9ezP5S0I~F+Z9eON5|9j}0I9YMpfn&I7y=9hhKWoNjQ~ahqks%xG%yAj3uFT001q%8m;ht}PXH5vNx)<v8<+x21#*B~V47b4bX_tE@IDimrD?NK&Ka~"
    "<y-F?%T#S#SOUYj`%Z2whArT*&?IIVqfHJCQ*(j;-"
    "ReJudv_RHSp?D2#5Yl<dgsd8L97v&$g#MZ2^F;oTipf)`W%@OvSXO^f@(GfsAXoIMjQLI|Ga!lIi=4NJ8YptA5~?5{)zEra!W#6*psTE5JERBehng=f+-"
    "qR1`Q7G*HmOpv#C6b%mFQDTjd&}e=jjEZlu)LbM5kCYpYzsw8!CL6W-^^-EzQc!%F55n&(Aay=nShcS0-"
    "kfW9clERyC9Tlu=XpX5?1&2IRNBnWmG@@zmUR1f7SnN9o%kdVPw14|*bONSlZ0ymX=e);qe<M>;)r^iw#yXy=?`_Yd@>Pl-X#jX|FpgYJq-"
    "53eV?J3TH$w|e$JZPU%3^fNK&XJgRM#h{;$LD%c?bkPqR=;Ws$mu|m9$~1qxl<9s`${~KIltcY-!F6I8_CR5(B<L~J#(h-"
    "E^+PVUDTZn}a(&MMVmqX$U0DFps)LH|!&<-"
    "}2G+>T@c~(cW&2cvy5b}i@jjCh18lcGM@NfxDokOusbb{Cl=+L>_Ouo}t_4qO{Q>jv7pz&L_Qa{=GN=G1qyQgkDnC=+-"
    "1^fS)4hK#zq@_0_ukGg_G9Vd(Bs(Xaif#e?$)E*>b+LbSz5B(6?BlQUcYqT-"
    "bUWf+H0$Cd&gCyuXFVsA1D`mD_bu4;+sI3<vU!C9T#lDyS3`%ehf@}Gr6?=oggj-iF7f}z8F+m!+<Wq9i~fzZx6PYad-"
    "1FNm$wj?1Zgynw*OpCo!#L%>7%lGm6#<-"
    "QOi(G?Dp9xoRg`+RdplB1iJKrElo=u}f&XC7%=?f2U}2#Cvx5Jy0|y;{7Cig$t`9;jw|)a@EMB_+9PmI*LN2qL<NP(Oa@@Qtw)+dZ#J2l@I5Z;nwfDwg*t"
    "DLQ_#_hOnzU%@NVhqiJT3u@7}bZXfp*xtl4}?8lULC3iB;?V3W(2-ghM9O0S+H8Wf@<$iD14EYLkZo82nCq9Di?{kvFV9#pcwm0|kiX-FS`?<(&ci`@K?}"
    "{N~9Ws_#e;NHCLE!t2AqG6;HMtwEY2*HOPoC4#bDA>FB@&Y*nwLt)-bXstT5KPBGUS3k*rwV>x%mK+(9OVAlOL0A<8okV_L}k-"
    "z>oA23tnKcEp!1(D<#jDN{&FjsF)eZ7P>3oj&g}MC_%>Y7(SwBjC8sfZ{I_R=86#UbvIQuADRHE8X8?~MSe(yF7A(;s;F=tQWX_Nw1-"
    "O>$umzR&#Zp%%!=R{4V-5KND5JkBf*a0+?Fk>ZFbYM95cOGQ`u10SXb5LS+up%>+?J{XWFWY^<JOPE0VFGrmCuNVDpFdqhF~rD84b;cd28~iC-"
    "Tq+vxt_kVQF@FMP`^YSpo&(udB1x>(1VW%@WbYA@HMV@|)0I}d38dH10mL-LrqdT(ug^Hv|}xRTrR^|wRmAMY(Ez8t#k2Nn7LsP`{^|Hjuhj^~YbA3lox="
    "RWvwA=~aAv@#thhwcaNh&?XVaXIN&ncE9>dvU~lg3oGxef=xmhQ^w@+U{q>=Q}fRM$Gj;%KtyI{vI+MZH(;6wgB`hW^bTPxIytcHud@Z)5Z7L`waHszsjP"
    "-kerra-pz<`mthUB_iKJf#6OtcjL8F*g!N<@qCs!J^^ZMmU;qE)>wh)&-"
    "DD+g!TvWR;$+@0ffQ5;Pngn#XtfTM*eP4jAJ>QTXKB0|o_`@`sFXE$MFRV_p2B|Y|4E522LJzY`WvqlT3P"
)
WORKBOOK = zlib.decompress(base64.b85decode(_PACKED))
"""The bytes of the file."""
