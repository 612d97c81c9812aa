// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
#include "handsight/formats/pickle.h"

#include <algorithm>
#include <unordered_map>

#include "handsight/core/error.h"
#include "handsight/formats/descriptor.h"
#include "handsight/formats/pickle_objects.h"
#include "handsight/formats/pickle_text.h"
#include "handsight/formats/pickle_tokens.h"

namespace handsight {
namespace {

using detail::PickleOp;
using detail::PickleToken;
using detail::PickleTokens;
using Content = PickleValue::Content;
using Visit = std::function<void(const PickleValue&, const PickleValue&)>;

constexpr std::size_t kMostDepth = 64;
constexpr std::size_t kMostValues = std::size_t{1} << 20U;
// what calls may copy out of values that several share, for each byte of the pickle
constexpr std::size_t kMostCopiedPerByte = 16;

/// A value under construction. It is frozen as soon as something else refers to it, so that no
/// value can come to hold itself.
struct Node : PickleValue {
  std::size_t depth = 0;
  bool frozen = false;
};
using NodePtr = std::shared_ptr<Node>;

/// Where each entry of the memo is asked for the last time: after that it is let go.
using LastUses = std::unordered_map<std::int64_t, std::size_t>;

std::size_t bytes_held(const Content& content) {
  constexpr std::size_t kItem = sizeof(PicklePtr);
  if (const auto* list = std::get_if<PickleList>(&content)) return list->items.size() * kItem;
  if (const auto* tuple = std::get_if<PickleTuple>(&content)) return tuple->items.size() * kItem;
  if (const auto* set = std::get_if<PickleSet>(&content)) return set->items.size() * kItem;
  if (const auto* dict = std::get_if<PickleDict>(&content)) return dict->entries.size() * 2 * kItem;
  if (const auto* bytes = std::get_if<PickleBytes>(&content)) return bytes->bytes.size();
  if (const auto* array = std::get_if<NumpyArray>(&content)) return array->bytes.size();
  if (const auto* storage = std::get_if<TorchStorage>(&content)) return storage->key.size();
  if (const auto* tensor = std::get_if<TorchTensor>(&content)) {
    return tensor->storage.key.size() + 16 * tensor->shape.size();
  }
  return 0;
}

bool is_get(PickleOp op) {
  return op == PickleOp::kGet || op == PickleOp::kBinGet || op == PickleOp::kLongBinGet;
}

class Machine {
 public:
  Machine(std::span<const std::byte> bytes, std::string_view source, const Visit* visit)
      : bytes_(bytes), source_(source), visit_(visit) {}

  NodePtr run() {
    find_last_uses();
    PickleTokens tokens(bytes_, source_);
    for (auto token = tokens.next(); token.op != PickleOp::kStop; token = tokens.next()) {
      if (!scalar(token) && !memory(token) && !container(token)) object(token);
    }
    if (stack_.size() != 1 || !marks_.empty()) refuse("ends with values left over");
    return stack_[0];
  }

 private:
  template <class... Parts>
  [[noreturn]] void refuse(const Parts&... parts) const {
    fail<FileError>("pickle ", source_, ": ", parts..., "; it is damaged or not a pickle of data");
  }

  void find_last_uses();
  bool scalar(const PickleToken& token);
  bool memory(const PickleToken& token);
  bool container(const PickleToken& token);
  void object(const PickleToken& token);

  void count_value() {
    if (++values_ > kMostValues) refuse("more than ", kMostValues, " values at a time");
  }
  /// Keeps a small file from taking much memory by copying one value again and again.
  void count_copy(const Content& content) {
    copied_ += bytes_held(content);
    if (copied_ / kMostCopiedPerByte > bytes_.size() + 4096) {
      refuse("copies its values too often");
    }
  }
  void push(Content content) {
    count_value();
    auto node = std::make_shared<Node>();
    node->content = std::move(content);
    stack_.push_back(std::move(node));
  }
  NodePtr pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      refuse("takes a value that is not there");
    NodePtr top = std::move(stack_.back());
    stack_.pop_back();
    top->frozen = true;
    return top;
  }
  /// The value on top, to which something is added.
  Node& open_top() {
    if (stack_.empty() || stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
      refuse("adds to a value that is not there");
    }
    if (stack_.back()->frozen) refuse("adds to a value that is in use, or refers to itself");
    return *stack_.back();
  }
  /// Everything above the last mark.
  std::vector<NodePtr> pop_to_mark() {
    if (marks_.empty()) refuse("takes values from a mark that is not there");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<NodePtr> items(std::make_move_iterator(begin),
                               std::make_move_iterator(stack_.end()));
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    for (const auto& item : items) item->frozen = true;
    return items;
  }
  /// The items, noted as held by `holder`.
  std::vector<PicklePtr> adopt(Node& holder, const std::vector<NodePtr>& items) {
    for (const auto& item : items) {
      holder.depth = std::max(holder.depth, item->depth + 1);
      if (holder.depth > kMostDepth) refuse("values are nested deeper than ", kMostDepth);
    }
    return {items.begin(), items.end()};
  }
  template <class Container>
  void push_filled(const std::vector<NodePtr>& items) {
    push(Container{});
    std::get<Container>(stack_.back()->content).items = adopt(*stack_.back(), items);
  }
  void append(const std::vector<NodePtr>& items) {
    Node& top = open_top();
    const auto held = adopt(top, items);
    auto* list = std::get_if<PickleList>(&top.content);
    auto* set = std::get_if<PickleSet>(&top.content);
    if (list == nullptr && set == nullptr) refuse("appends to a ", top.kind());
    auto& target = list != nullptr ? list->items : set->items;
    target.insert(target.end(), held.begin(), held.end());
  }
  void set_items(const std::vector<NodePtr>& items) {
    Node& top = open_top();
    auto* dict = std::get_if<PickleDict>(&top.content);
    if (dict == nullptr || items.size() % 2 != 0) refuse("sets items of a ", top.kind());
    if (visit_ != nullptr && stack_.size() == 1) {
      for (std::size_t i = 0; i < items.size(); i += 2) (*visit_)(*items[i], *items[i + 1]);
      values_ = memo_.size() + 1;
      return;
    }
    const auto held = adopt(top, items);
    for (std::size_t i = 0; i < held.size(); i += 2) {
      dict->entries.emplace_back(held[i], held[i + 1]);
    }
  }
  void put(std::int64_t index) {
    if (stack_.empty()) refuse("remembers a value that is not there");
    ++put_count_;
    if (last_uses_.contains(index)) memo_[index] = stack_.back();
  }
  void get(std::int64_t index, std::size_t position) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) refuse("recalls a value that is not there");
    count_value();
    stack_.push_back(found->second);
    stack_.back()->frozen = true;
    if (last_uses_.at(index) == position) memo_.erase(found);
  }
  std::string text_of(const NodePtr& node) const {
    const auto* text = node->get_if<std::string>();
    if (text == nullptr) refuse("asks for something whose name is no text");
    return *text;
  }

  std::span<const std::byte> bytes_;
  std::string_view source_;
  const Visit* visit_;
  std::vector<NodePtr> stack_{};
  std::vector<std::size_t> marks_{};
  std::unordered_map<std::int64_t, NodePtr> memo_{};
  LastUses last_uses_{};
  std::int64_t put_count_ = 0;
  std::size_t values_ = 0;
  std::size_t copied_ = 0;
};

void Machine::find_last_uses() {
  PickleTokens tokens(bytes_, source_);
  for (auto token = tokens.next(); token.op != PickleOp::kStop; token = tokens.next()) {
    if (!is_get(token.op)) continue;
    last_uses_[token.number] = token.position;
    if (last_uses_.size() > kMostValues) refuse("recalls more than ", kMostValues, " values");
  }
}

bool Machine::scalar(const PickleToken& token) {
  switch (token.op) {
    case PickleOp::kNone:
      return push(std::monostate()), true;
    case PickleOp::kTrue:
      return push(true), true;
    case PickleOp::kFalse:
      return push(false), true;
    case PickleOp::kBinInt:
    case PickleOp::kBinInt1:
    case PickleOp::kBinInt2:
      return push(token.number), true;
    case PickleOp::kInt:
      if (token.text == "00" || token.text == "01") return push(token.text == "01"), true;
      return push(detail::pickle_decimal(token.text, source_)), true;
    case PickleOp::kLong:
      return push(detail::pickle_decimal(token.text, source_)), true;
    case PickleOp::kLong1:
    case PickleOp::kLong4:
      return push(detail::pickle_long(token.text, source_)), true;
    case PickleOp::kFloat:
      return push(detail::pickle_float(token.text, source_)), true;
    case PickleOp::kBinFloat:
      return push(detail::pickle_big_endian_float(token.text)), true;
    case PickleOp::kString:
      return push(detail::pickle_quoted(token.text, source_)), true;
    case PickleOp::kUnicode:
      return push(detail::pickle_escaped(token.text, source_)), true;
    case PickleOp::kBinString:
    case PickleOp::kShortBinString:
    case PickleOp::kBinUnicode:
    case PickleOp::kShortBinUnicode:
    case PickleOp::kBinUnicode8:
      return push(std::string(token.text)), true;
    case PickleOp::kBinBytes:
    case PickleOp::kShortBinBytes:
    case PickleOp::kBinBytes8:
      return push(PickleBytes{std::string(token.text)}), true;
    default:
      return false;
  }
}

bool Machine::memory(const PickleToken& token) {
  switch (token.op) {
    case PickleOp::kProtocol:
      if (token.number > 4) {
        fail<FileError>("pickle ", source_, ": protocol ", token.number,
                        "; 0 to 4 are read, write it with pickle.dump(..., protocol=4)");
      }
      return true;
    case PickleOp::kFrame:
      return true;  // a hint for readers of streams
    case PickleOp::kMark:
      if (marks_.size() > kMostValues) refuse("more than ", kMostValues, " marks");
      return marks_.push_back(stack_.size()), true;
    case PickleOp::kPop:
      if (!marks_.empty() && marks_.back() == stack_.size()) return marks_.pop_back(), true;
      return pop(), true;
    case PickleOp::kPopMark:
      return pop_to_mark(), true;
    case PickleOp::kPut:
    case PickleOp::kBinPut:
    case PickleOp::kLongBinPut:
      return put(token.number), true;
    case PickleOp::kMemoize:
      return put(put_count_), true;
    case PickleOp::kGet:
    case PickleOp::kBinGet:
    case PickleOp::kLongBinGet:
      return get(token.number, token.position), true;
    default:
      return false;
  }
}

bool Machine::container(const PickleToken& token) {
  const auto last = [this](std::size_t count) {
    std::vector<NodePtr> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    return items;
  };
  switch (token.op) {
    case PickleOp::kEmptyDict:
      return push(PickleDict{}), true;
    case PickleOp::kEmptyList:
      return push(PickleList{}), true;
    case PickleOp::kEmptySet:
      return push(PickleSet{}), true;
    case PickleOp::kEmptyTuple:
      return push(PickleTuple{}), true;
    case PickleOp::kTuple1:
      return push_filled<PickleTuple>(last(1)), true;
    case PickleOp::kTuple2:
      return push_filled<PickleTuple>(last(2)), true;
    case PickleOp::kTuple3:
      return push_filled<PickleTuple>(last(3)), true;
    case PickleOp::kTuple:
      return push_filled<PickleTuple>(pop_to_mark()), true;
    case PickleOp::kList:
      return push_filled<PickleList>(pop_to_mark()), true;
    case PickleOp::kFrozenSet:
      return push_filled<PickleSet>(pop_to_mark()), true;
    case PickleOp::kDict: {
      const auto items = pop_to_mark();
      push(PickleDict{});
      return set_items(items), true;
    }
    case PickleOp::kAppend:
      return append(last(1)), true;
    case PickleOp::kAppends:
    case PickleOp::kAddItems:
      return append(pop_to_mark()), true;
    case PickleOp::kSetItem:
      return set_items(last(2)), true;
    case PickleOp::kSetItems:
      return set_items(pop_to_mark()), true;
    default:
      return false;
  }
}

void Machine::object(const PickleToken& token) {
  switch (token.op) {
    case PickleOp::kGlobal:
      push(detail::pickle_global(token.text, token.second, source_));
      return;
    case PickleOp::kStackGlobal: {
      const NodePtr name = pop();
      const NodePtr module = pop();
      push(detail::pickle_global(text_of(module), text_of(name), source_));
      return;
    }
    case PickleOp::kReduce: {
      const NodePtr arguments = pop();
      const NodePtr function = pop();
      push(detail::pickle_call(*function, *arguments, source_));
      stack_.back()->depth = arguments->depth;
      count_copy(stack_.back()->content);
      return;
    }
    case PickleOp::kBuild: {
      const NodePtr state = pop();
      Node& target = open_top();
      detail::pickle_build(target, *state, source_);
      if (target.get_if<NumpyArray>() != nullptr) count_copy(target.content);
      return;
    }
    case PickleOp::kBinPersistentId:
      push(detail::pickle_storage(*pop(), source_));
      count_copy(stack_.back()->content);
      return;
    default:
      refuse("the instruction ", static_cast<int>(token.op), " is out of place");
  }
}

}  // namespace

std::string_view PickleValue::kind() const {
  constexpr std::string_view kKinds[] = {
      "None", "bool", "int",         "float",       "str",         "bytes",  "list", "tuple",
      "set",  "dict", "numpy array", "numpy dtype", "tensor data", "tensor", "class"};
  static_assert(std::size(kKinds) == std::variant_size_v<Content>);
  return kKinds[content.index()];
}

const PickleValue* PickleValue::find(std::string_view key) const {
  const auto* dict = get_if<PickleDict>();
  if (dict == nullptr) return nullptr;
  for (auto entry = dict->entries.rbegin(); entry != dict->entries.rend(); ++entry) {
    const auto* text = entry->first->get_if<std::string>();
    if (text != nullptr && *text == key) return entry->second.get();
  }
  return nullptr;
}

PicklePtr parse_pickle(std::span<const std::byte> bytes, std::string_view source) {
  return Machine(bytes, source, nullptr).run();
}

void visit_pickle_dict(std::span<const std::byte> bytes, std::string_view source,
                       const std::function<void(const PickleValue&, const PickleValue&)>& visit) {
  const NodePtr outermost = Machine(bytes, source, &visit).run();
  if (outermost->get_if<PickleDict>() == nullptr) {
    fail<FileError>("pickle ", source, ": holds a ", outermost->kind(), ", expected a dict");
  }
}

}  // namespace handsight
