"""Graph libraries: enumerate every path of at most four hops and keep the strongest; and Yen's algorithm."""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import nlargest
from importlib import import_module
from itertools import pairwise
from typing import Any

from benchmarks.population import Population
from benchmarks.rivals import COUNT, HOPS, Answer, NotInstalled, Rival


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise NotInstalled("not installed") from None


def _ties(population: Population) -> list[tuple[int, int, float]]:
    return list(zip(population.a.tolist(), population.b.tolist(), population.strengths.tolist(), strict=True))


def _strongest(paths: Iterable[Sequence[int]], strength: dict[Any, float]) -> list[float]:
    return nlargest(COUNT, (math.prod(strength[tie] for tie in pairwise(path)) for path in paths))


def _both_ways(population: Population) -> dict[tuple[int, int], float]:
    return {pair: strength for a, b, strength in _ties(population) for pair in ((a, b), (b, a))}


@contextmanager
def _rustworkx(population: Population) -> Iterator[Answer]:
    rustworkx = _library("rustworkx")
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(len(population.people)))
    graph.add_edges_from(_ties(population))
    strength = _both_ways(population)
    # Its cutoff counts people, not ties.
    yield lambda source, target: _strongest(
        rustworkx.all_simple_paths(graph, source, target, cutoff=HOPS + 1), strength
    )


@contextmanager
def _igraph(population: Population) -> Iterator[Answer]:
    graph, strength = _igraph_graph(population), _both_ways(population)
    yield lambda source, target: _strongest(graph.get_all_simple_paths(source, target, maxlen=HOPS), strength)


@contextmanager
def _networkx(population: Population) -> Iterator[Answer]:
    networkx = _library("networkx")
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(population.people)))
    graph.add_weighted_edges_from(_ties(population))
    strength = _both_ways(population)
    yield lambda source, target: _strongest(networkx.all_simple_paths(graph, source, target, cutoff=HOPS), strength)


@contextmanager
def _yen(population: Population) -> Iterator[Answer]:
    graph, strength = _igraph_graph(population), _both_ways(population)
    costs = [-math.log(value) for value in population.strengths.tolist()]
    yield lambda source, target: _strongest(
        graph.get_k_shortest_paths(source, target, k=COUNT, weights=costs, output="vpath"), strength
    )


def _igraph_graph(population: Population) -> Any:
    ties = zip(population.a.tolist(), population.b.tolist(), strict=True)
    return _library("igraph").Graph(len(population.people), list(ties))


RIVALS = (
    Rival("rustworkx, all paths", "enumeration in Rust, the fastest of its kind, and then sorting", _rustworkx),
    Rival("igraph, all paths", "the same enumeration in C", _igraph),
    Rival("networkx, all paths", "the same enumeration in Python, what most scripts would do", _networkx),
    Rival("igraph, Yen", "the textbook algorithm; it knows no limit of hops, so its paths differ", _yen, False),
)
