# Las palabras de avisos y entrevistas que son de Bylaws y de ninguna póliza.
title = Aviso de decisión
outcome-covered = Esto está cubierto
outcome-not_covered = Esto no está cubierto
outcome-met = Se cumplen los requisitos
decided = Se tomó esta decisión
undetermined = Todavía no podemos decidir
invalid = No pudimos tomar una decisión: algo en la solicitud no puede ser correcto
failed = No pudimos tomar una decisión
row-date = Fecha de la decisión
row-outcome = Decisión
row-categories = Cubierto como
row-from = Cubierto desde
row-through = Cubierto hasta (ese día incluido)
no-end = Sin fecha final: está cubierto mientras esto continúe
why = Por qué
needed = Lo que todavía necesitamos saber
wrong = Lo que hay que revisar
contact = Cómo comunicarse con nosotros
appeal = Si no está de acuerdo
footer = Esta decisión se basa en lo que se nos informó. Si algo falta o no es correcto, avísenos: la decisión puede cambiar.
lasts = Cubierto { $days }
days = desde el { $from } hasta el { $through } inclusive
days-open = desde el { $from }, sin fecha final
days-through = hasta el { $through } inclusive
days-any = en cualquier día
does-not-fit = No se cumple: { $rule }
none-fits = El servicio no es para ninguna de las afecciones que esta norma cubre.
may-be = Puede ser: { $what }
told = Se nos informó: { $what }: { $value }.
and = { $one } { $other }
limit-day-at-most = Tendría que ser el { $value } o antes.
limit-day-at-least = Tendría que ser el { $value } o después.
limit-day-before = Tendría que ser antes del { $value }.
limit-day-after = Tendría que ser después del { $value }.
limit-at-most = Tendría que ser { $value } o menos.
limit-at-least = Tendría que ser { $value } o más.
limit-below = Tendría que ser menos de { $value }.
limit-above = Tendría que ser más de { $value }.
limit-days = Tendría que ser un día { $days }.
limit-period = La cobertura sería { $days }.
limit-is = Tendría que ser: { $value }.
cite = Fuente: { $source }
cite-at = Fuente: { $source }, «{ $at }»
unconfirmed = { $passage } (nadie ha confirmado este pasaje)
element = { $what } (número { $number })
not-known-what = La solicitud en su conjunto
code = Código { $code }
yes = sí
no = no
none = ninguno
open = sin fecha final
months = { $count ->
    [one] { $count } mes
   *[other] { $count } meses
}
days-long = { $count ->
    [one] { $count } día
   *[other] { $count } días
}

# La entrevista.
ask-others = { $count ->
    [0] es la última pregunta
    [one] puede importar una cosa más
   *[other] pueden importar { $count } cosas más
}
ask-optional = Presione Intro si no hay.
ask-boolean = sí o no
ask-integer = un número entero
ask-number = un número como 0.7
ask-money = una cantidad como $28,500.00
ask-percent = un porcentaje como 12.5%
ask-date = una fecha como año-mes-día, por ejemplo 2026-02-28
ask-open = una fecha como año-mes-día, por ejemplo 2026-02-28; o «continúa» mientras no haya terminado
ask-duration = una duración en inglés, como 180 days o 12 months
ask-one = el número de una de las opciones
ask-several = los números de todas las opciones que correspondan, separados por comas; o «ninguno»
ask-list = una lista en JSON
ask-text = palabras
ask-keys = Presione Intro si no lo sabe. «atrás» vuelve a la pregunta anterior, «terminar» termina.
ask-wrong = No pudimos leer esta respuesta.
ask-first = Esta es la primera pregunta.
word-yes = sí
word-no = no
word-open = continúa
word-none = ninguno
word-back = atrás
word-stop = terminar
