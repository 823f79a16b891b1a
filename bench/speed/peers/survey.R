# R's survey on the sample that bench/speed/survey.py wrote: Rscript survey.R FOLDER. Prints JSON.
folder <- commandArgs(trailingOnly = TRUE)[1]
suppressPackageStartupMessages(library(survey))
read <- function(name, n) readBin(file.path(folder, name), "double", n)
n <- file.size(file.path(folder, "y")) / 8
women <- data.frame(y = read("y", n), w = read("w", n), s = as.integer(read("s", n)), c = as.integer(read("c", n)), g = as.integer(read("g", n)))
best <- function(times, act) min(replicate(times, { gc(FALSE); system.time(act())[["elapsed"]] }))
design <- svydesign(id = ~c, strata = ~s, weights = ~w, data = women)
found <- svymean(~y, design)
seconds <- c(
  mean = best(3, function() svymean(~y, design)),
  with_design = best(3, function() svymean(~y, svydesign(id = ~c, strata = ~s, weights = ~w, data = women))),
  groups = best(2, function() svyby(~y, ~g, design, svymean))
)
cat(sprintf('{"name": "R survey %s", "mean": %.15g, "se": %.15g, "seconds": [%.6f, %.6f, %.6f]}\n',
            packageVersion("survey"), coef(found), SE(found), seconds[["mean"]], seconds[["with_design"]], seconds[["groups"]]))
