import { foldSpelling } from '../duplicate-search/spelling.ts';

/** Frequent given names of many countries. They only say that a value may be a person, so that it is not shown. */
const names = `aaron abdul abdullah abigail adam adele adrian agata agnes ahmad ahmed aisha aino alain alan albert alberto alejandra
  alejandro aleksandar aleksandra aleksi alessandro alex alexander alexandra alexandre alexandru ali alice alicia alina amanda amina
  amir amit ana anastasia anders andrea andreas andrei andrej andres andrew andrzej angela angelo anil anita anja anna anne annika
  anton antonio antti ana arjun arthur arun astrid ayse barbara bartosz beata beatriz benjamin bernard birgit bjorn bogdan boris
  brigitte bruno camille carla carlos carmen carol caroline catarina catherine cecilia charlotte chen chiara chris christian christina
  christine christoph christopher claire claudia claudio cristian cristina daniel daniela danuta david deborah deepak denis diana
  diego dieter dimitri dimitris dmitri dominik dorota dragan eduardo eeva elena eleni elin elisabeth elizabeth ella emil emilia emily
  emma emmanuel enrique eric erik ernesto eszter eva ewa fabio fatima fatma felix fernando filip filipa florian francesca francesco
  francisco francois frank franz fredrik friedrich gabor gabriel gabriela george georgios gerard gerhard giorgio giovanni giulia
  giuseppe gonzalo grace grzegorz guillermo gunther gustav hamza hanna hannah hans harald hassan heikki heinz helen helena helga helmut
  henri henrik henry hugo hussein ian ibrahim igor ilona inge ingrid ioana ioannis irena irene irina isabel isabella ivan ivana jaakko
  jacek jack jacques jakub james jan jana jane janos jari jasmin javier jean jennifer jens jessica joan joana joao johan johanna john
  jolanta jonas jordi jorge jose josef joseph juan juha juhani julia julian julie julien jurgen kaarina kai kalle karen karin karl
  katarina katarzyna katharina katja kari kevin khalid klaus krzysztof kumar lars laszlo laura laurent lea leila lena leo leonardo
  lidia liisa linda lisa louis louise lucas lucia luigi luis luisa lukas luka maciej magda magdalena magnus malgorzata manfred manuel
  marc marcel marcin marco marek margaret maria mariana marie marina mario marion maris marija mark marko markku markus marta martha
  martin martina martti mary mateusz matej matteo matthew matthias matti mauricio maximilian mehmet mette michael michal michel michele
  miguel mihai mika mikael mikko milan milos mirjam mohamed mohammad mohammed monica monika mustafa nadia natalia natalie nicolas nicole
  niels nikola nikolai nikos nina noah nora nuno ola olaf olga oliver olivia olivier omar oscar otto pablo paola paolo patricia patrick
  patrik paul paula pauline pavel pawel pedro pekka per peter petra petri philip philippe pierre pilar piotr priya rafael rafal rahul
  raj rajesh ralf ramon raquel rebecca reinhard renata renate ricardo richard rita robert roberto roman rosa rui ruth ryan sabine said
  salma samira samuel sandra sanjay sara sarah sari sebastian seppo sergei sergey sergio simon simone sofia sonia sophie stefan stefania
  stefano stephan stephanie stephen steven stig sunita susan susana susanne svetlana sven sylvia sylvie szymon tadeusz tamara tamas
  tanja tatiana teresa teemu thomas thorsten tiago tiina timo tina tobias tom tomas tomasz torsten ulla ulrich ulrike ursula uwe vaino
  valentina vanessa vera veronica veronika victor viktor vincent virginie vladimir walter wei werner wilhelm william wolfgang xavier
  yasmin youssef yusuf yves zoltan zofia zsofia`;

/** Given names, as `foldSpelling` writes them. */
export const givenNames: ReadonlySet<string> = new Set(names.split(/\s+/).map(foldSpelling));
