/** The words of a text in small letters, without accents composed in one way or the other, punctuation left out. */
export const words = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * Words that stand in the pages, scripts and styles of any web site with sound, so that to find one says nothing: a song
 * may be called so.
 */
export const commonWords = new Set(
  `a about above action active add after again all alpha always an and animation any app apply are array as asc at audio
  auto available back background banner base before begin below beta between black blank blind block blue body bold border both
  bottom box break bright brown button by call cancel canvas card case center change check child children circle class clear click
  clip clone close closed code color column complete computer confirm connect contact container content continue copy count
  cross current cursor dark data date day default delay delete desc description detail details direction disabled display
  document done down drop duration each edge element else empty enable end ended enter error event every exit expand
  explore export fade false fast fetch field file filter final finished first fixed flow focus font footer for form
  found frame free from full function get give go gold gray green grid group guide hand head header heading height hello
  help hidden hide history hold home horizontal hour hover how human icon if image import in index info initial input inside
  instant is item join just keep key kind label land language large last layer layout leave left legend length less
  letter level light line link list listen live load loading local lock log long loop low machine main map mark match max media
  memory menu message method middle min minute minutes mode model month more motion mouse move multiple music muted name
  navigation never new next night no nobody none normal not note notes now null number object of off offset ok old on once
  one online only open option or orange order origin other out outline over page pair panel parent part parts pass paste path
  pause pending piano picture piece pink place plain play player playing point pool position post prefix present press
  previous primary private progress promise public purple push question queue quick quiet radius random range rating ratings
  ready record red reduce refresh release reload remove render repeat replace reset respond response rest result results
  resume return reverse right root rotate round row rules run sample save saved scale score screen script scroll search
  second seconds section seek select self send separate server session set settings shadow shape share show side sign
  silence silent simple single size skip sky slide slot slow small smooth solid some song sort sound source space spin stack
  stage star start state static status step still stop stream strong study style submit success suspend switch symbol
  system tab table target task template test text thank thanks that the them theme then there these this three time title to
  today toggle tone too top total touch track transform transition translate trial true try turn two type under unknown until
  up update upper use user value version vertical very video view visible voice void wait warning water wave way we
  week weight welcome when where while white who why wide width will window with without word work world wrap write year yellow
  yes you your zero zoom`.split(/\s+/),
)
