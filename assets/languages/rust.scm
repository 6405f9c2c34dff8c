; Rust: which node plays which role. See src/lang/syntax/ for the roles.
; Where patterns match the same node, the earlier one is told first.

(line_comment) @comment
(block_comment) @comment
(ERROR) @error
(MISSING) @error

(attribute_item) @attribute
(inner_attribute_item) @attribute

(use_declaration) @import
(extern_crate_declaration) @import

(function_item) @definition
(function_signature_item) @definition
(struct_item) @definition
(enum_item) @definition
(union_item) @definition
(trait_item) @definition
(closure_expression) @definition
(macro_definition) @definition

(mod_item) @scope
(impl_item) @scope
(const_item) @scope
(static_item) @scope

(macro_invocation) @macro

(let_declaration) @binding
(let_condition) @binding
(struct_expression) @binding
(parameter) @binding
(field_declaration) @binding
(ordered_field_declaration_list) @binding
(for_expression) @binding
(generic_function type_arguments: (type_arguments) @binding)
(generic_type) @binding
(type_item) @binding
(match_expression) @binding

(match_block) @choice
(match_arm) @decision
(while_expression) @decision
(for_expression) @decision
(loop_expression) @decision
"if" @decision
"&&" @decision
"||" @decision

; These bind names rather than use them.
(match_pattern) @pattern
(visibility_modifier) @quiet
(lifetime) @quiet
(label) @quiet
(const_parameter) @quiet
(scoped_type_identifier) @quiet
(function_item name: (identifier) @quiet)
(function_signature_item name: (identifier) @quiet)
(mod_item name: (identifier) @quiet)
(const_item name: (identifier) @quiet)
(static_item name: (identifier) @quiet)
(enum_variant name: (identifier) @quiet)
(parameter pattern: (_) @quiet)
(closure_parameters (_) @quiet)
(let_declaration pattern: (_) @quiet)
(let_condition pattern: (_) @quiet)
(for_expression pattern: (_) @quiet)

(string_literal) @text
(raw_string_literal) @text

(call_expression) @chain
(generic_function) @chain
(field_expression) @chain
(index_expression) @chain
(try_expression) @chain
(await_expression) @chain
(struct_expression) @chain
(scoped_identifier) @chain
(identifier) @chain
