"""What stands before a LaTeX document: its packages, and the few commands that it uses."""

from typing import Final

PACKAGES: Final = r"\usepackage{amsmath,amssymb,bm,array,color,graphicx,longtable}"

PREAMBLE: Final = rf"""\documentclass[11pt,a4paper]{{article}}
\usepackage[margin=2.4cm]{{geometry}}
{PACKAGES}
\setlength{{\parindent}}{{0pt}}
\setlength{{\parskip}}{{0.4\baselineskip}}
\setlength{{\emergencystretch}}{{3em}}"""

COMMANDS: Final = r"""\definecolor{sdgood}{rgb}{0.05,0.42,0.18}
\definecolor{sdbad}{rgb}{0.72,0.08,0.08}
\definecolor{sdopen}{rgb}{0.62,0.40,0.00}
\definecolor{sdfaint}{rgb}{0.38,0.38,0.38}
\ifx\sdroom\undefined \newlength{\sdroom}\newsavebox{\sdbox}\fi
\makeatletter\csname @fleqntrue\endcsname\setlength{\@mathmargin}{1.5em}\makeatother
\allowdisplaybreaks
\def\sdheading#1{\par\addvspace{1.2\baselineskip}{\raggedright\large\bfseries #1\par}\nobreak}
\def\sdcase#1{\par\addvspace{0.6\baselineskip}{\raggedright\bfseries #1\par}\nobreak}
\def\sdverdict#1#2#3{{\hspace*{1em}\small\textcolor{#1}{#2~#3}}}
\def\sdremark#1{\par{\small\leftskip=1.5em\rightskip=1.5em plus 1fil\textcolor{sdfaint}{#1}\par}}
% \sdside{formula}: what stands left of the signs below; the room to the right of them is what it leaves.
\def\sdside#1{\sbox{\sdbox}{$\displaystyle #1$}\setlength{\sdroom}{\linewidth}%
  \addtolength{\sdroom}{-\wd\sdbox}\addtolength{\sdroom}{-3.5em}%
  \abovedisplayskip=-0.6\baselineskip plus 2pt \abovedisplayshortskip=\abovedisplayskip
  \belowdisplayskip=4pt plus 2pt \belowdisplayshortskip=\belowdisplayskip}
% \sdfit{on one line}{on several lines}: the first that fits into the room, smaller if neither does.
\def\sdfit#1#2{\sbox{\sdbox}{$\displaystyle #1$}%
  \ifdim\wd\sdbox>\sdroom \sbox{\sdbox}{$\displaystyle\begin{aligned}[t]#2\end{aligned}$}\fi
  \ifdim\wd\sdbox>\sdroom \resizebox{\sdroom}{!}{\usebox{\sdbox}}\else\usebox{\sdbox}\fi}
\def\sdcolour#1#2{\begingroup\color{#1}#2\endgroup}
\def\sdcode#1{\sbox{\sdbox}{\ttfamily #1}%
  \ifdim\wd\sdbox>\sdroom \parbox[t]{\sdroom}{\raggedright\ttfamily #1\strut}\else\usebox{\sdbox}\fi}
\def\sdnote#1{\parbox[t]{\sdroom}{\raggedright\footnotesize\color{sdfaint}#1\strut}}
\newenvironment{sdsymbols}%
  {\begin{longtable}{@{}>{$}l<{$}@{\quad}>{$}l<{$}@{\qquad}>{\raggedright\arraybackslash}p{0.5\linewidth}@{}}}%
  {\end{longtable}}
\setlength{\LTleft}{1.5em}
\setlength{\LTpre}{0.7\baselineskip}
\setlength{\LTpost}{0.4\baselineskip}
\setcounter{LTchunksize}{500}"""
