"""No files call each other in a circle."""

import sys

import tree


def calls():
    """Source -> {source it needs: the symbols}."""
    known = tree.symbols()
    home = {name: source for source, name, here in known if here}
    graph = {source: {} for source in home.values()}
    for source, name, here in known:
        if not here and name in home:
            graph.setdefault(source, {}).setdefault(
                home[name], []).append(name)
    return graph


def reach(graph, start):
    seen, todo = set(), [start]
    while todo:
        for node in graph[todo.pop()]:
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return seen


def circles(graph):
    """The strongly connected parts of more than one file."""
    far = {node: reach(graph, node) for node in graph}
    done = set()
    for node in sorted(graph):
        if node in done:
            continue
        part = sorted(n for n in far[node] if node in far[n])
        done.update(part)
        if len(part) > 1:
            yield part


def main():
    graph = calls()
    wrong = []
    for part in circles(graph):
        wrong.append("a circle of " + ", ".join(part))
        wrong += [f"  {a} -> {b}: {', '.join(sorted(graph[a][b]))}"
                  for a in part for b in part if b in graph[a]]
    return tree.finish(wrong)


if __name__ == "__main__":
    sys.exit(main())
